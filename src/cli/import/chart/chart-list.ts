import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ExpectedError } from '../../../diagnostics';
import { type FieldPath, isMap, stringOf, type ValueMap } from '../../../json';
import { parseYaml, type YamlDocument } from '../../../yaml';
import { systemMessage } from '../../input';

/** The configuration of a cdk8s app, in the folder of its commands. */
const FILE = 'cdk8s.yaml';

/**
 * The charts listed in cdk8s.yaml, in `fluxapp.charts`: a list of charts in the form of the command line, or the path
 * of a Chart.yaml.
 *
 * @throws ExpectedError if there is no such list
 */
export async function listedCharts(): Promise<readonly string[]> {
  const document = await documentIn(FILE, '; name a chart, or list charts there');
  const fluxapp = isMap(document?.value) ? document.value.fluxapp : undefined;
  const charts = isMap(fluxapp) ? fluxapp.charts : undefined;
  if (charts === undefined)
    throw new ExpectedError(`${FILE}: fluxapp.charts is missing: name a chart, or list charts there`);
  if (typeof charts === 'string') return chartsOfManifest(charts);
  if (!Array.isArray(charts) || charts.length === 0 || !charts.every((chart) => typeof chart === 'string')) {
    throw new ExpectedError(
      `${FILE}: fluxapp.charts must be a list of charts, as they are named on the command line, or a Chart.yaml`,
    );
  }
  return charts;
}

/**
 * The dependencies of a Chart.yaml, in the form of the command line.
 *
 * @throws ExpectedError if it has none, or if one has no exact version or no known repository
 */
export async function chartsOfManifest(file: string): Promise<readonly string[]> {
  const document = await documentIn(file);
  const dependencies = isMap(document?.value) ? document.value.dependencies : undefined;
  if (!Array.isArray(dependencies) || dependencies.length === 0) {
    throw new ExpectedError(`${file}: dependencies must list the charts`);
  }
  return dependencies.map((dependency, index) => {
    const problem = (message: string, ...path: FieldPath) => {
      const { line, column } = (document as YamlDocument).locate(['dependencies', index, ...path]);
      return new ExpectedError(`${file}:${line}:${column}: ${message}`);
    };
    if (!isMap(dependency)) throw problem('must be a chart: name, version, repository');
    return referenceOf(dependency, file, problem);
  });
}

type Problem = (message: string, ...path: FieldPath) => ExpectedError;

function referenceOf(dependency: ValueMap, file: string, problem: Problem): string {
  const name = stringOf(dependency.name);
  const version = stringOf(dependency.version) ?? '';
  const repository = stringOf(dependency.repository) ?? '';
  const alias = stringOf(dependency.alias);
  if (!name) throw problem('must have a name');
  const prefix = alias ? `${alias}:=` : '';
  if (repository.startsWith('file://')) return `${prefix}${join(dirname(file), repository.slice('file://'.length))}`;
  if (!/^(?:https?|oci):\/\//.test(repository)) throw problem(REPOSITORY, 'repository');
  if (!EXACT.test(version)) throw problem(`${JSON.stringify(version)} must be one version, no range`, 'version');
  return `${prefix}${repository.replace(/\/+$/, '')}/${name}@${version}`;
}

const REPOSITORY = 'repository must be https://…, oci://… or file://…: a name from helm repo add is not known here';
/** A version of a chart: Helm accepts versions with missing parts. */
const EXACT = /^v?\d+(?:\.\d+){0,2}(?:-[\dA-Za-z.-]+)?(?:\+[\dA-Za-z.-]+)?$/;

/** The first document of a file. @param remedy the end of the error message if the file cannot be read */
async function documentIn(file: string, remedy = ''): Promise<YamlDocument | undefined> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ExpectedError(`${file}: ${systemMessage(cause)}${remedy}`);
  });
  const [document] = parseYaml(text);
  const [problem] = document?.problems ?? [];
  if (problem) throw new ExpectedError(`${file}:${problem.line}:${problem.column}: ${problem.message}`);
  return document;
}
