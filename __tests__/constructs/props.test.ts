import { join, relative } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const root = join(__dirname, "..", "..");
const inRooms = (file: string) => /^(stacks|constructs)\//.test(relative(root, file));

/** Whether a value of the type may be undefined. */
const mayBeUndefined = (type: ts.Type): boolean =>
  (type.flags & ts.TypeFlags.Undefined) !== 0 || (type.isUnion() && type.types.some(mayBeUndefined));

/** Optional props of constructs by whether each `new` in stacks and constructs passes them: `Props.name` of file. */
function optionalProps(): Map<string, boolean> {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram(fileNames.filter(inRooms), options);
  const checker = program.getTypeChecker();
  const always = new Map<string, boolean>();
  const look = (node: ts.Node): void => {
    ts.forEachChild(node, look);
    if (!ts.isNewExpression(node)) return;
    const props = checker.getResolvedSignature(node)?.parameters[2];
    const given = node.arguments?.[2];
    if (props === undefined || given === undefined) return;
    const passed = checker.getTypeAtLocation(given);
    for (const prop of checker.getTypeOfSymbol(props).getProperties()) {
      const [declaration] = prop.declarations ?? [];
      if (declaration === undefined || (prop.flags & ts.SymbolFlags.Optional) === 0) continue;
      const file = declaration.getSourceFile().fileName;
      if (!inRooms(file)) continue;
      const owner = ts.isInterfaceDeclaration(declaration.parent) ? declaration.parent.name.text : "";
      const name = `${relative(root, file)}: ${owner}.${prop.name}`;
      const value = passed.getProperty(prop.name);
      const passes =
        value !== undefined &&
        (value.flags & ts.SymbolFlags.Optional) === 0 &&
        !mayBeUndefined(checker.getTypeOfSymbol(value));
      always.set(name, passes && always.get(name) !== false);
    }
  };
  for (const source of program.getSourceFiles()) if (inRooms(source.fileName)) look(source);
  return always;
}

test("a prop that is always passed is required, so that the environment's schema has the only default", () => {
  const props = optionalProps();
  expect(props.size).toBeGreaterThan(30);
  expect([...props].filter(([, always]) => always).map(([name]) => name)).toEqual([]);
});
