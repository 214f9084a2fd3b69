/** Words of a text: `cert-manager` and `certManager` have two. */
function wordsOf(text: string): string[] {
  return text
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z\d]+/)
    .filter((word) => word !== '');
}

/** Converts a text to the name of a type: `cert-manager` to `CertManager`; empty if it has no letters or digits. */
export function typeName(text: string): string {
  return wordsOf(text)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** Converts the name of a chart to the name of a constant: `cert-manager` to `certManager`. */
export function constantName(chart: string): string {
  const name = typeName(chart);
  const camel = name.charAt(0).toLowerCase() + name.slice(1);
  return /^[a-z]/.test(camel) && !RESERVED.has(camel) ? camel : `chart${name}`;
}

/** Reserved words of TypeScript in a module, and the name that the file imports. */
const RESERVED = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typedChart typeof undefined var void while with yield'
  ).split(' '),
);
