import { mkdtempSync, rmSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as cdk8s from 'cdk8s';
import * as fluxapp from '../../src';
import { parseYaml } from '../../src/yaml';

// biome-ignore lint/suspicious/noExplicitAny: tests read arbitrary objects from it
export type Any = any;

/** The objects that the class in a file, a Chart, synthesizes, in order. */
export function objectsOfChart(text: string): Any[] {
  const [, name] = /^export class (\S+) extends Chart/m.exec(text) ?? [];
  const program = text.replace(/^export (?=class )/m, '');
  return objectsOfProgram(
    `${program}const appOfTest = new cdk8s.App();\nnew ${name}(appOfTest);\nappOfTest.synth();\n`,
  );
}

/** The objects that a program synthesizes, in order. */
export function objectsOfProgram(text: string): Any[] {
  let yaml = '';
  class App extends cdk8s.App {
    override synth(): void {
      yaml = this.synthYaml();
    }
  }
  const outdir = mkdtempSync(join(tmpdir(), 'program-'));
  const before = process.env.CDK8S_OUTDIR;
  process.env.CDK8S_OUTDIR = outdir;
  try {
    const code = stripTypeScriptTypes(text)
      .replace(/^import (\{[^}]*\}) from 'cdk8s';$/m, 'const $1 = cdk8s;')
      .replace(/^import (\{[^}]*\}) from 'cdk8s-fluxapp';$/m, 'const $1 = fluxapp;');
    new Function('cdk8s', 'fluxapp', code)({ ...cdk8s, App }, fluxapp);
  } finally {
    if (before === undefined) delete process.env.CDK8S_OUTDIR;
    else process.env.CDK8S_OUTDIR = before;
    rmSync(outdir, { recursive: true, force: true });
  }
  return parseYaml(yaml).map(({ value }) => value);
}
