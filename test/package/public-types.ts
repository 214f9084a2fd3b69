import { join, relative } from 'node:path';
import ts from 'typescript-5.9';

/** The entry points of the package, by import path. */
const ENTRIES = {
  'cdk8s-fluxapp': 'src/index.d.ts',
  'cdk8s-fluxapp/watch': 'src/watch.d.ts',
  'cdk8s-fluxapp/flux': 'src/flux.d.ts',
};

/** A public type: an entry point exports it, or an exported type refers to it. */
export interface PublicType {
  readonly name: string;
  /** The file that declares it, relative to the folder of the build. */
  readonly file: string;
  /** Its declaration without comments and private members. */
  readonly text: string;
  /** The entry points that export it by name. */
  readonly exportedBy: readonly string[];
}

/**
 * The types of the package that are visible to code that compiles against it, sorted by name.
 *
 * @param lib the folder of the built package
 */
export function publicTypes(lib: string): PublicType[] {
  const entries = Object.entries(ENTRIES).map(([name, path]) => ({ name, path: join(lib, path) }));
  const program = ts.createProgram(
    entries.map(({ path }) => path),
    { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022, types: [], noEmit: true },
  );
  const checker = program.getTypeChecker();
  const exportedBy = new Map<ts.Symbol, string[]>();
  for (const { name, path } of entries) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(path) as ts.SourceFile) as ts.Symbol;
    for (const symbol of checker.getExportsOfModule(module)) {
      const declared = declaredSymbol(checker, symbol);
      exportedBy.set(declared, [...(exportedBy.get(declared) ?? []), name]);
    }
  }
  const found = new Map<ts.Symbol, PublicType>();
  const queue = [...exportedBy.keys()];
  for (let symbol = queue.pop(); symbol !== undefined; symbol = queue.pop()) {
    const own = symbol.declarations?.filter((node) => isOwn(lib, node)) ?? [];
    if (found.has(symbol) || own.length === 0) continue;
    found.set(symbol, {
      name: symbol.name,
      file: relative(lib, own[0]?.getSourceFile().fileName as string),
      text: own.map(printed).join('\n'),
      exportedBy: exportedBy.get(symbol) ?? [],
    });
    for (const declaration of own) queue.push(...referencesOf(checker, declaration));
  }
  return [...found.values()].sort((one, other) => compare(one.name, other.name) || compare(one.file, other.file));
}

const compare = (one: string, other: string) => (one < other ? -1 : Number(one > other));

function declaredSymbol(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function isOwn(lib: string, node: ts.Node): boolean {
  const path = relative(lib, node.getSourceFile().fileName);
  return !path.startsWith('..') && !path.includes('node_modules');
}

/** The named types in a declaration, without type parameters. Private members have no types in a .d.ts file. */
function referencesOf(checker: ts.TypeChecker, declaration: ts.Node): ts.Symbol[] {
  const names: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node)) names.push(node.typeName);
    else if (ts.isExpressionWithTypeArguments(node)) names.push(node.expression);
    else if (ts.isTypeQueryNode(node)) names.push(node.exprName);
    else if (ts.isImportTypeNode(node) && node.qualifier) names.push(node.qualifier);
    ts.forEachChild(node, visit);
  };
  visit(declaration);
  return names.flatMap((name) => {
    const symbol = checker.getSymbolAtLocation(name);
    if (symbol === undefined) return [];
    const declared = declaredSymbol(checker, symbol);
    return declared.flags & ts.SymbolFlags.TypeParameter ? [] : [declared];
  });
}

const printer = ts.createPrinter({ removeComments: true });

function printed(declaration: ts.Node): string {
  // the declaration of `export const x: T` is only that of x
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  return printer
    .printNode(ts.EmitHint.Unspecified, statement, statement.getSourceFile())
    .replace(/^ {4}private [^;]*;\n/gm, '')
    .replace(/^export (?:declare )?/, '');
}
