import ts from "typescript";

export type Value = string | readonly string[] | { readonly [key: string]: Value };

/**
 * The text of an environment file, changed setting by setting: comments and what nobody asked about stay as they are.
 * It has to export one object literal by default, either directly or by way of a constant.
 */
export class EnvironmentFile {
  private readonly source: ts.SourceFile;

  /** @throws when the text exports no such object */
  constructor(readonly text: string) {
    this.source = ts.createSourceFile("environment.ts", text, ts.ScriptTarget.ESNext, true);
    this.exported();
  }

  has(path: readonly string[]): boolean {
    return this.property(path) !== undefined;
  }

  /** Replaces a setting, or adds it at the end of its section; the section has to be there. */
  with(path: readonly string[], value: Value): EnvironmentFile {
    const property = this.property(path);
    if (property) return this.replaced(property.initializer.getStart(), property.initializer.end, printed(value));
    const section = this.section(path.slice(0, -1));
    if (!section) throw new Error(`no section ${path.slice(0, -1).join(".")} to add ${path.join(".")} to`);
    const last = section.properties.at(-1);
    const at = last?.end ?? section.getStart() + 1;
    return this.replaced(at, at, `${last ? ", " : ""}${key(path.at(-1) ?? "")}: ${printed(value)}`);
  }

  /** Leaves a setting to its default. */
  without(path: readonly string[]): EnvironmentFile {
    const property = this.property(path);
    if (!property) return this;
    const rest = this.text.slice(property.end);
    const comma = /^\s*,/.exec(rest)?.[0].length ?? 0;
    return this.replaced(property.getStart(), property.end + comma, "");
  }

  /** Names the exported constant after the environment. */
  named(environment: string): EnvironmentFile {
    const plain = environment.replace(/-+(.)?/g, (_, letter: string | undefined) => letter?.toUpperCase() ?? "");
    const name = isFree(plain) ? plain : `${plain}Environment`;
    const constant = this.constant();
    if (!constant) return this;
    const { expression } = this.assignment();
    const between = this.text.slice(constant.name.end, expression.getStart());
    return this.replaced(constant.name.getStart(), expression.end, name + between + name);
  }

  private replaced(start: number, end: number, by: string): EnvironmentFile {
    return new EnvironmentFile(this.text.slice(0, start) + by + this.text.slice(end));
  }

  private property(path: readonly string[]): ts.PropertyAssignment | undefined {
    return this.section(path.slice(0, -1))
      ?.properties.filter(ts.isPropertyAssignment)
      .find(({ name }) => (ts.isIdentifier(name) || ts.isStringLiteral(name)) && name.text === path.at(-1));
  }

  private section(path: readonly string[]): ts.ObjectLiteralExpression | undefined {
    if (path.length === 0) return this.exported();
    const initializer = this.property(path)?.initializer;
    return initializer && ts.isObjectLiteralExpression(initializer) ? initializer : undefined;
  }

  private exported(): ts.ObjectLiteralExpression {
    const { expression } = this.assignment();
    const value = ts.isIdentifier(expression) ? this.constant()?.initializer : expression;
    const literal = value && ts.isSatisfiesExpression(value) ? value.expression : value;
    if (literal && ts.isObjectLiteralExpression(literal) && !literal.properties.some(ts.isSpreadAssignment)) {
      return literal;
    }
    throw new Error("it must export one object literal without spreads");
  }

  private constant(): ts.VariableDeclaration | undefined {
    const { expression } = this.assignment();
    return this.source.statements
      .filter(ts.isVariableStatement)
      .flatMap(({ declarationList }) => declarationList.declarations)
      .find(({ name }) => ts.isIdentifier(expression) && ts.isIdentifier(name) && name.text === expression.text);
  }

  private assignment(): ts.ExportAssignment {
    const found = this.source.statements.find(ts.isExportAssignment);
    if (found) return found;
    throw new Error("it must have a default export");
  }
}

/** Names that a module has already, or that strict mode keeps to itself (ECMA-262, "Early Errors"; Node.js, "The module wrapper"). */
const TAKEN: ReadonlySet<string> = new Set(["arguments", "eval", "exports", "module", "require", "undefined"]);

/** Whether a constant may have the name: keywords, such as `new`, may not be one. */
function isFree(name: string): boolean {
  const scanner = ts.createScanner(ts.ScriptTarget.ESNext, true, ts.LanguageVariant.Standard, name);
  return scanner.scan() === ts.SyntaxKind.Identifier && !TAKEN.has(name);
}

function printed(value: Value): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (isList(value)) return `[${value.map(printed).join(", ")}]`;
  return `{ ${Object.entries(value)
    .map(([name, of]) => `${key(name)}: ${printed(of)}`)
    .join(", ")} }`;
}

const isList = (value: Value): value is readonly string[] => Array.isArray(value);

const key = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));
