import type { Application } from '../../../imports/gitops.kubesphere.io';
import {
  checkInlineSecrets,
  checkRollout,
  type DeploymentTarget,
  inOneWarning,
  ROLLOUT,
  validateApplication,
  withoutAbsent,
} from '../../application';
import { type Diagnostic, error, hasErrors, redacted } from '../../diagnostics';
import { type FieldPath, listOf, mapOf } from '../../json';
import { type AuthoredApplication, buildApplication } from '../authoring';
import type { HelmReleaseProps } from '../flux-application-props';
import type { IHelmTemplate } from '../helm-template';
import { resolveTokens } from '../synth';
import { checkImportedCharts } from './chart-values';
import { checkClusterNames } from './cluster-names';
import { checkLateDecisions } from './late-decisions';
import { checkOverrides } from './overrides';
import { inProps } from './props-paths';
import { checkPropsShape } from './props-shape';

/** The Application built from an author's props, and its diagnostics. */
export interface Examination {
  /** With Lazy values resolved and without absent fields. Only valid if there are no errors. */
  readonly application: Application;
  /** Whether it is the result of {@link buildApplication}: it has no Lazy values and no absent fields. */
  readonly isPlain: boolean;
  /** Errors and warnings, with paths in the author's props, except conflicts with other applications. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Builds the Application, resolves its Lazy values, each once, and checks it. */
export function examine(authored: AuthoredApplication): Examination {
  const { construct, props, nestingErrors } = authored;
  if (nestingErrors.length > 0) return { application: {} as Application, isPlain: true, diagnostics: nestingErrors };
  const problems: Diagnostic[] = [];
  const built = buildApplication(authored, (problem) => problems.push(problem));
  const application = withoutAbsent(resolveTokens(built, construct.application)) as Application;
  const ofProps = inProps(authored, [
    ...checkPropsShape(props),
    ...checkTemplates(authored),
    ...checkClusterNames(authored),
    ...checkOverrides(authored),
    ...authored.layers.problems(),
    ...authored.waves.problems,
    ...problems,
  ]);
  const ofApplication = inProps(
    authored,
    validateApplication(application).filter((problem) => !isDecided(problem)),
  ).map((problem) => explainDefaultName(problem, props.helmRelease));
  const errors = ofProps.filter(({ severity }) => severity === 'error');
  const all = [
    ...ofProps,
    ...ofApplication.filter((problem) => !errors.some((error) => isAround(error.path, problem.path))),
  ];
  const isPlain = application === built;
  return {
    application,
    isPlain,
    diagnostics: [
      ...all,
      ...(isPlain || hasErrors(all) ? [] : checkLateDecisions(authored, built, application)),
      ...(hasErrors(all) ? [] : inProps(authored, checkImportedCharts(authored, application))),
      ...(hasErrors(all) ? [] : inProps(authored, checkRollout(application, targetsOf(authored)).map(inRollout))),
      ...inOneWarning(inProps(authored, checkInlineSecrets(application))),
    ],
  };
}

/** All are known if there are no errors. */
function targetsOf({ targets }: AuthoredApplication): readonly DeploymentTarget[] {
  return targets as readonly DeploymentTarget[];
}

/** Translates diagnostics of the annotation generated from `rollout`. */
function inRollout(diagnostic: Diagnostic): Diagnostic {
  const [first, second, third, ...rest] = diagnostic.path;
  const isMeant = first === 'metadata' && second === 'annotations' && third === ROLLOUT;
  return isMeant ? { ...diagnostic, path: ['rollout', ...rest] } : diagnostic;
}

/** Whether a path leads to the same field as another, or into it. */
function isAround(outer: FieldPath, inner: FieldPath): boolean {
  return outer.length > 0 && outer.every((step, index) => step === inner[index]);
}

/** The constructs set storageNamespace. If it is still missing, the author removed it on purpose. */
function isDecided({ code }: Diagnostic): boolean {
  return code === 'storage-namespace-missing';
}

/**
 * Adds to the error about an invalid releaseName that it was derived from the name of the application, if the author
 * gave none.
 */
function explainDefaultName(problem: Diagnostic, helmRelease: HelmReleaseProps | undefined): Diagnostic {
  const [field, list, index, last] = problem.path;
  if (field !== 'helmRelease' || list !== 'deploy' || last !== 'releaseName' || problem.code === 'release-clash')
    return problem;
  const { defaults, deploy } = helmRelease as HelmReleaseProps;
  if ((deploy[index as number]?.releaseName ?? defaults?.releaseName) !== undefined) return problem;
  return { ...problem, message: `${problem.message}; it is the application's name, unless releaseName says another` };
}

/** The namespaces of templates: the application's, and those of overrides and targets. */
function checkTemplates({ construct: { namespace }, props: { helmRelease } }: AuthoredApplication): Diagnostic[] {
  return [
    ...checkTemplate(helmRelease?.template, ['helmRelease', 'template'], namespace),
    ...(['overrides', 'deploy'] as const).flatMap((list) => {
      const layers: readonly { readonly template?: IHelmTemplate }[] = listOf(helmRelease?.[list]).map(mapOf);
      return layers.flatMap(({ template }, index) =>
        checkTemplate(template, ['helmRelease', list, index, 'template'], namespace),
      );
    }),
  ];
}

/** @param namespace of the application */
function checkTemplate(
  template: IHelmTemplate | undefined,
  path: FieldPath,
  namespace: string | undefined,
): Diagnostic[] {
  if (template?.namespace === undefined || template.namespace === namespace) return [];
  const own = namespace === undefined ? 'none' : redacted(namespace);
  const message =
    `${redacted(template.name)} is in namespace ${redacted(template.namespace)}, the application in ${own}: a template is ` +
    'for the applications of its namespace; use source and chart, which may be of another one';
  return [error('template-namespace-differs', path, message)];
}
