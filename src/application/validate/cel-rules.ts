/** A rule in the format of CRDs (`x-kubernetes-validations`). */
export interface ValidationRule {
  readonly rule: string;
  readonly message?: string;
}

/** The keyword of rules. */
export const RULES_KEYWORD = 'x-kubernetes-validations';

/**
 * The validation rules of Flux's CRDs (`x-kubernetes-validations`) in TypeScript, by their text in the CRDs. An API
 * server evaluates the text; here it is only a key, and a test verifies that every rule in the schemas used for
 * validation is implemented here.
 *
 * Each function receives the rule's `self`, with the type in the schema at that place. An API server fills in defaults
 * before it evaluates a rule, so a rule sees `provider: generic` on a Bucket that does not set it.
 */
// biome-ignore lint/suspicious/noExplicitAny: what self is depends on the place of the rule
type Rule = (self: any) => boolean;

const bucketProvider = (self: { provider?: string }) => self.provider ?? 'generic';

export const CEL_RULES: Readonly<Record<string, Rule>> = {
  // kubeConfig
  'has(self.configMapRef) || has(self.secretRef)': (self) => has(self.configMapRef) || has(self.secretRef),
  '!has(self.configMapRef) || !has(self.secretRef)': (self) => !has(self.configMapRef) || !has(self.secretRef),

  // HelmRelease
  '(has(self.chart) && !has(self.chartRef)) || (!has(self.chart) && has(self.chartRef))': (self) =>
    has(self.chart) !== has(self.chartRef),
  "!has(self.retryInterval) || self.name != 'RemediateOnFailure'": (self) =>
    !has(self.retryInterval) || self.name !== 'RemediateOnFailure',
  "!has(self.retryInterval) || self.name == 'RetryOnFailure'": (self) =>
    !has(self.retryInterval) || self.name === 'RetryOnFailure',

  // HelmChart
  "!has(self.verify) || self.sourceRef.kind == 'HelmRepository'": (self) =>
    !has(self.verify) || self.sourceRef?.kind === 'HelmRepository',

  // GitRepository
  "!has(self.serviceAccountName) || (has(self.provider) && (self.provider == 'azure' || self.provider == 'aws'))": (
    self,
  ) => !has(self.serviceAccountName) || self.provider === 'azure' || self.provider === 'aws',

  // Bucket
  "self.provider == 'aws' || self.provider == 'generic' || !has(self.sts)": (self) =>
    bucketProvider(self) === 'aws' || bucketProvider(self) === 'generic' || !has(self.sts),
  "self.provider != 'aws' || !has(self.sts) || self.sts.provider == 'aws'": (self) =>
    bucketProvider(self) !== 'aws' || !has(self.sts) || self.sts?.provider === 'aws',
  "self.provider != 'generic' || !has(self.sts) || self.sts.provider == 'ldap'": (self) =>
    bucketProvider(self) !== 'generic' || !has(self.sts) || self.sts?.provider === 'ldap',
  "!has(self.sts) || self.sts.provider != 'aws' || !has(self.sts.secretRef)": (self) =>
    !has(self.sts) || self.sts?.provider !== 'aws' || !has(self.sts.secretRef),
  "!has(self.sts) || self.sts.provider != 'aws' || !has(self.sts.certSecretRef)": (self) =>
    !has(self.sts) || self.sts?.provider !== 'aws' || !has(self.sts.certSecretRef),
  "self.provider != 'generic' || !has(self.serviceAccountName)": (self) =>
    bucketProvider(self) !== 'generic' || !has(self.serviceAccountName),
  '!has(self.secretRef) || !has(self.serviceAccountName)': (self) =>
    !has(self.secretRef) || !has(self.serviceAccountName),
};

/** Rules that are not implemented here because a check with a better message covers them, and that check. */
export const COVERED_RULES: Readonly<Record<string, string>> = {
  'has(self.helmRelease) || has(self.kustomizationSet) ? [has(self.helmRelease), has(self.kustomizationSet), has(self.kustomization) && size(self.kustomization) > 0].exists_one(set, set) : has(self.kustomization)':
    'checkConfig',
  'has(self.deploy) ? !has(self.targets) && !has(self.defaults) && !has(self.layers) : has(self.targets)':
    'validateCompact',
  "!has(self.source) || !has(self.config.helmRelease) || !has(self.config.helmRelease.chart) || !has(self.config.helmRelease.chart.verify) || self.source.sourceRef.kind == 'HelmRepository'":
    'checkChart',
};

function has(value: unknown): boolean {
  return value !== undefined;
}
