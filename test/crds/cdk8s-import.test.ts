import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(__dirname, '..', '..');
const bin = (name: string) => join(root, 'node_modules', '.bin', name);

describe('cdk8s import of the shipped CRD', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-import-'));

  beforeAll(() => {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const crd = join(root, 'crds', 'gitops.kubesphere.io_applications.yaml');
    const args = ['import', crd, '--no-save', '--language', 'typescript', '--output', folder];
    execFileSync(bin('cdk8s'), args, {
      cwd: folder,
      env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
      stdio: 'pipe',
    });
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  test('gives a class Application with the fields of both engines', () => {
    const text = readFileSync(join(folder, 'gitops.kubesphere.io.ts'), 'utf8');
    expect(text).toContain('export class Application extends ApiObject');
    expect(text).toContain('readonly argoApp?: any;');
    expect(text).toContain('readonly fluxApp?: ApplicationSpecFluxApp;');
  });

  test('compiles', () => {
    const options = { module: 'nodenext', target: 'es2022', strict: true, noEmit: true, skipLibCheck: true, types: [] };
    writeFileSync(join(folder, 'package.json'), '{}');
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['*.ts'] }));
    expect(execFileSync(bin('tsc'), ['-p', folder], { encoding: 'utf8' })).toBe('');
  }, 60_000);
});
