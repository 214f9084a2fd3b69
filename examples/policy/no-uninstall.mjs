/**
 * Fails if a plan uninstalls or reinstalls releases on more than a few targets:
 *
 *     fluxapp plan -f dist/ --base origin/main -o json | node no-uninstall.mjs --max 2 --allow shop/old
 *
 * `--max`: so many targets may go, all applications together; 0 by default. `--allow`: what this application loses is not
 * counted; may be repeated. What several targets share, such as a HelmChart, is allowed by its address only.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { max: { type: 'string', default: '0' }, allow: { type: 'string', multiple: true, default: [] } },
});
const max = Number(values.max);
if (!/^\d+$/.test(values.max)) throw new Error(`--max ${values.max}: must be a number of targets`);

const plan = JSON.parse(readFileSync(0, 'utf8'));
if (!plan.format_version.startsWith('1.')) throw new Error(`not a plan that this reads: ${plan.format_version}`);

const EFFECTS = ['uninstall', 'reinstall', 'prune', 'orphan'];
const gone = plan.resource_changes.filter(
  ({ effect, application, address }) =>
    EFFECTS.includes(effect) && !values.allow.includes(application) && !values.allow.includes(address),
);
const isShared = gone.some(({ target }) => target === undefined);
if (isShared || gone.length > max) {
  console.error(`what runs is lost, on more than ${max} targets:`);
  for (const { address, cluster, note } of gone) {
    console.error(`  ${address} (${cluster ?? 'shared by targets'}): ${note}`);
  }
  console.error('If that is meant, allow it: --allow APPLICATION, or --allow ADDRESS.');
  process.exitCode = 1;
}
