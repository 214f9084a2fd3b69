/** A construction that makes a sentence hard to read, and how to write it instead. */
export interface Construction {
  /** Matches the construction in running text, where every run of white space is one space. */
  readonly pattern: RegExp;
  /** A sentence that contains it. */
  readonly example: string;
  /** The example, rewritten. */
  readonly rewritten: string;
}

/** The constructions that `npm run check:words` finds. Each takes the place of a noun, an actor or a plain verb. */
export const CONSTRUCTIONS: readonly Construction[] = [
  // no actor: name the one who acts, or the term
  {
    pattern: /\b(?:is|are|was|were|be|being|been) told\b/,
    example: 'The watcher is told to stop.',
    rewritten: 'The watcher receives SIGTERM.',
  },
  {
    pattern: /\b(?:is|are|was|be|been) said\b/,
    example: 'What several targets share is said once.',
    rewritten: 'A message for several targets is printed once.',
  },
  {
    pattern: /\b(?:is|are|was|were|be|been) asked (?!to\b|whether\b|again\b)/,
    example: 'No cluster is asked about the objects.',
    rewritten: 'The command does not contact a cluster.',
  },
  {
    pattern: /\basked for\b/,
    example: 'Only where it was asked for.',
    rewritten: 'Only with `serviceMonitor: true`.',
  },
  {
    pattern: /\bwho(?:ever|soever)\b/i,
    example: 'An object is planned as whoever applies it.',
    rewritten: 'An object is planned according to its applier.',
  },
  {
    pattern: /\b(?:is|are|was|be) (?:called (?:as|like)|named (?:as|like|by))\b/,
    example: 'A member is called as its Secret is.',
    rewritten: 'A member cluster has the name of its kubeconfig Secret.',
  },
  {
    pattern: /\bbrings? home\b|\bcomes? home\b/,
    example: 'A watcher brings home how it stands everywhere.',
    rewritten: 'A watcher aggregates the status of all clusters.',
  },
  // a clause in place of a noun
  {
    pattern: /\bwhat (?:is|was) (?:written|there|new|said|left over|meant|lacking|missing|made)\b/i,
    example: 'It depends on what is written there.',
    rewritten: 'It depends on the field.',
  },
  {
    pattern: /\bhow (?:it|they|an application|applications|a target|targets) stands?\b/i,
    example: 'It shows how applications stand on their clusters.',
    rewritten: 'It shows the status of applications on their clusters.',
  },
  {
    pattern: /\bwhat (?:becomes|has become|became) of\b/i,
    example: 'The plan says what becomes of an object.',
    rewritten: 'The plan shows the effect on an object.',
  },
  {
    pattern: /\bwhat (?:it|that|this|a change|an apply) comes? to\b/i,
    example: 'What that comes to is in the table.',
    rewritten: 'The table lists the consequences.',
  },
  {
    pattern: /\bis the one (?:that|which|of)\b/,
    example: 'Its cluster is the one that Flux runs in.',
    rewritten: 'Its cluster is the host.',
  },
  {
    pattern: /\bwhat (?:has|had) left the code\b/i,
    example: 'It deletes what has left the code.',
    rewritten: 'It deletes the objects that are no longer in the code.',
  },
  {
    pattern: /\bwhat may be secret\b/i,
    example: 'What may be secret is masked.',
    rewritten: 'Values that may be secret are masked.',
  },
  {
    pattern: /\bwhat (?:it|they) (?:is|are) (?:called|like|lowered to)\b/i,
    example: 'The table has what it is called.',
    rewritten: 'The table has its name.',
  },
  {
    pattern: /\b(?:there is nothing|nothing) (?:says|tells|said)\b/i,
    example: 'Nothing says which targets are missing.',
    rewritten: 'Missing targets cannot be detected.',
  },
  // old or borrowed idiom
  {
    pattern: /\bholds that\b/,
    example: 'A test holds that the names are unique.',
    rewritten: 'A test verifies that the names are unique.',
  },
  {
    pattern: /\bas far as (?:it|they)\b/,
    example: 'It keeps the identities, as far as they must not clash.',
    rewritten: 'It keeps the identities that must be unique.',
  },
  {
    pattern: /\bsuch (?:a one|an one|ones)\b/,
    example: 'A target with such a one is ready.',
    rewritten: 'A target with a pause is ready.',
  },
  {
    pattern: /\bas before, where\b/i,
    example: 'As before, where the generation is not observed.',
    rewritten: 'The same, if the generation is not observed.',
  },
  {
    pattern: /\b(?:is|are|was) put (?:right|in force)\b|\bputs? (?:\w+ )?right\b/,
    example: 'Drift is put right at the next interval.',
    rewritten: 'Drift is corrected at the next interval.',
  },
  {
    pattern: /\bthe (?:wave|line|entry|file|one|target|layer|step)s? before\b(?! (?:it|the|a|an|its|that|this)\b)/,
    example: 'It waits for the wave before.',
    rewritten: 'It waits for the previous wave.',
  },
  {
    pattern: /\b(?:with|has|have|gets?) (?:\S+ ){0,2}behind (?:it|them)\b/,
    example: 'A name has the key behind it.',
    rewritten: 'The key is appended to the name.',
  },
  {
    pattern: /\bfor ever\b/,
    example: 'It would wait for ever.',
    rewritten: 'It would wait forever.',
  },
  {
    pattern: /\banew\b/,
    example: 'The release is installed anew.',
    rewritten: 'The release is reinstalled.',
  },
  {
    pattern: /\bwithout a word\b/,
    example: 'Flux drops the field without a word.',
    rewritten: 'Flux silently drops the field.',
  },
  {
    pattern: /\bsays? nothing of\b|\btells? nothing of\b|\bknows? nothing of\b/,
    example: 'The condition says nothing of this generation.',
    rewritten: 'The condition is not about this generation.',
  },
  {
    pattern: /\bgo(?:es)? (?:over|under) (?:all|values|them|it|those)\b/,
    example: 'Expressions of `set` go over values.',
    rewritten: 'Expressions of `set` override values.',
  },
  {
    pattern: /\b(?:that|which) (?:is|are) there\b|\bof (?:what|those|them) that (?:is|are) there\b/,
    example: 'It patches the objects that are there.',
    rewritten: 'It patches the existing objects.',
  },
  {
    pattern: /\b(?:is|are|was|were) not there\b/,
    example: 'The layer that a target names is not there.',
    rewritten: 'A target refers to a missing layer.',
  },
  {
    pattern: /\bwhat (?:\w+ ){1,4}makes? of\b/i,
    example: 'It shows what Helm makes of the values.',
    rewritten: 'It shows the result of the values in Helm.',
  },
  {
    pattern: /\bas (?:\w+ ){0,3}ha(?:s|ve) (?:it|them)\b/,
    example: 'A name is valid as Kubernetes has it.',
    rewritten: 'A name follows the rules of Kubernetes.',
  },
  {
    pattern: /\bstands? (?:in|at|behind|below|beside|there|where|before)\b/,
    example: 'The value stands in a ConfigMap.',
    rewritten: 'The value is in a ConfigMap.',
  },
  {
    pattern: /\bbeside (?:it|them|the|its|that|those)\b/,
    example: 'A null is in the ConfigMap beside the HelmRelease.',
    rewritten: 'A null is in the ConfigMap next to the HelmRelease.',
  },
  {
    pattern: /\b(?:an?|its) (?:event|line|row|chart|violation|entry) an? \w+\b|\ba line each\b/,
    example: 'It prints an event a line.',
    rewritten: 'It prints one event per line.',
  },
  {
    pattern: /\bsays? (?:of|so of) (?:a|an|the|each|every|it|its|this)\b/,
    example: 'The status says of a target that it waits.',
    rewritten: 'The status reports that a target waits.',
  },
  // "not" after the fact
  {
    pattern: /, and not (?:the|a|an|one|once|by|in|of|from|with|for|what|which|its|as)\b/,
    example: 'It reads the status, and not the spec.',
    rewritten: 'It reads only the status.',
  },
  {
    pattern: /\bno (?:other|others) than\b|\bnone but\b|\bnothing but\b/,
    example: 'It writes nothing but the status.',
    rewritten: 'It writes only the status.',
  },
  {
    pattern: /\b(?:is|are) (?:no|none of)t? part of any\b/,
    example: 'Labels are no part of any object.',
    rewritten: 'Labels are not written to objects.',
  },
];

/** A place where a construction is correct: the text quotes something, or its words have their literal meaning. */
export interface Exception {
  readonly file: string;
  /** The text around the construction, exactly as in the file. */
  readonly text: string;
  readonly reason: string;
}

export const EXCEPTIONS: readonly Exception[] = [];
