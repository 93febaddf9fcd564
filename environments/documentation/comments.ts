import { dirname, join } from "node:path";
import ts from "typescript";

/** What stands above a field. */
export interface Comment {
  readonly text: string;
  /** What is so where the field is left out, when no value says it. */
  readonly byDefault?: string;
}

/** Constants that a file of the schema declares or imports, by name. */
type Scope = (name: string) => { readonly value: ts.Expression; readonly scope: Scope } | undefined;

/**
 * The comments above the schema's fields, by their paths such as `database.storageGiB`: what editors show is what the page says.
 *
 * @param file that declares the constant
 * @param constant an object of fields, or a schema of one
 */
export function fieldComments(file: string, constant: string): Map<string, Comment> {
  const comments = new Map<string, Comment>();
  const note = (path: string, comment: Comment | undefined): void => {
    if (comment !== undefined && !comments.has(path)) comments.set(path, comment);
  };
  const read = (fields: ts.ObjectLiteralExpression, scope: Scope, path: string): void => {
    for (const property of fields.properties) {
      if (property.name === undefined || !ts.isIdentifier(property.name)) continue;
      const at = `${path}${property.name.text}`;
      note(at, commentOf(property));
      for (const inner of fieldsIn(ts.isPropertyAssignment(property) ? property.initializer : property.name, scope)) {
        note(at, commentOf(inner.declaration));
        read(inner.fields, inner.scope, `${at}.`);
      }
    }
  };
  const found = scopeOf(file, new Map())(constant);
  if (found === undefined) throw new Error(`${file} has no ${constant}`);
  if (ts.isObjectLiteralExpression(found.value)) read(found.value, found.scope, "");
  return comments;
}

interface Fields {
  readonly fields: ts.ObjectLiteralExpression;
  readonly scope: Scope;
  /** The constant whose value this is. */
  readonly declaration: ts.Node | undefined;
}

/** The objects of fields that a schema is made of: those of `strictObject(…)`, also behind names, in lists and in unions. */
function fieldsIn(value: ts.Expression, scope: Scope, declaration?: ts.Node): Fields[] {
  if (ts.isIdentifier(value)) {
    const found = scope(value.text);
    return found ? fieldsIn(found.value, found.scope, found.value.parent.parent.parent) : [];
  }
  if (ts.isCallExpression(value)) {
    const [first] = value.arguments;
    if (/\bstrictObject$/.test(value.expression.getText()) && first && ts.isObjectLiteralExpression(first))
      return [{ fields: first, scope, declaration }];
    return [
      ...fieldsIn(value.expression, scope, declaration),
      ...value.arguments.flatMap((one) => fieldsIn(one, scope)),
    ];
  }
  if (ts.isPropertyAccessExpression(value)) return fieldsIn(value.expression, scope, declaration);
  if (ts.isArrayLiteralExpression(value)) return value.elements.flatMap((one) => fieldsIn(one, scope));
  return ts.isArrowFunction(value) && !ts.isBlock(value.body) ? fieldsIn(value.body, scope, declaration) : [];
}

/** @param read the files that were read already */
function scopeOf(file: string, read: Map<string, Scope>): Scope {
  const known = read.get(file);
  if (known !== undefined) return known;
  const { statements } = ts.createSourceFile(file, ts.sys.readFile(file) ?? "", ts.ScriptTarget.Latest, true);
  const declared = statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations);
  const imports = statements.filter(ts.isImportDeclaration);
  const scope: Scope = (name) => {
    const value = declared.find((one) => one.name.getText() === name)?.initializer;
    if (value !== undefined) return { value, scope };
    const from = imports.find(
      ({ importClause }) => importClause?.namedBindings && namesOf(importClause).includes(name),
    );
    const path = from && ts.isStringLiteral(from.moduleSpecifier) ? from.moduleSpecifier.text : "";
    return path.startsWith(".") ? scopeOf(join(dirname(file), `${path}.ts`), read)(name) : undefined;
  };
  read.set(file, scope);
  return scope;
}

const namesOf = ({ namedBindings }: ts.ImportClause): string[] =>
  namedBindings && ts.isNamedImports(namedBindings) ? namedBindings.elements.map(({ name }) => name.text) : [];

function commentOf(node: ts.Node | undefined): Comment | undefined {
  const [comment] = node === undefined ? [] : ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const textOf = (part: ts.JSDoc["comment"]) => ts.getTextOfJSDocComment(part)?.replace(/\s+/g, " ").trim();
  const text = textOf(comment?.comment);
  const byDefault = textOf(comment?.tags?.find(({ tagName }) => tagName.text === "default")?.comment);
  return text === undefined || text === "" ? undefined : { text, byDefault: byDefault?.replace(/^- /, "") };
}
