import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { printYaml } from '../../src/yaml';
import { helmApplication, onHost } from '../application/applications';
import { folderOf } from '../cli/run';
import { limit } from '../random-runs';
import { describeWithBrowser } from './browser';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const FRONT = printYaml(helmApplication([onHost('shop')], { metadata: { name: 'front', namespace: 'shop' } }));

const VIEWS = {
  home: '/?ready=show',
  list: '/?view=list&ready=show',
  nothing: '/?q=nowhere',
  application: '/applications/shop/payments?cluster=ap-south-1',
  invalid: '/applications/security/fraud-check',
  absent: '/applications/shop/none',
  new: '/new',
  edit: '/edit/shop/front',
  remove: '/remove/shop/front',
} as const;

/** A violation that axe finds in a page: of WCAG 2.0 to 2.2, A and AA, or of best practices. */
interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

describeWithBrowser('axe finds nothing', (suite) => {
  test.each((['light', 'dark'] as const).flatMap((scheme) => [1280, 390].map((width) => [scheme, width] as const)))(
    'in %s colours, %d pixels wide',
    async (scheme, width) => {
      const { path } = folderOf({ 'front.yaml': FRONT });
      const { page, served } = await suite.open({ scheme, width, options: { out: path } });
      const check = async () => {
        const violations = (await page.evaluate('axe.run().then(({ violations }) => violations)')) as Violation[];
        return violations.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => [html, failureSummary])]);
      };
      // it runs through the browser's debugger, so that the policy of the page stays unchanged
      await page.evaluate(AXE);
      for (const [name, at] of Object.entries(VIEWS)) {
        await page.goto(`http://127.0.0.1:${served.port}/#${at}`);
        await page.locator('main > *').first().waitFor();
        if (name === 'application') await page.locator('.target-detail').waitFor();
        if (name === 'edit') await page.locator('.making').waitFor();
        if (name === 'remove') await page.locator('.outcomes').waitFor();
        expect([name, await check()]).toEqual([name, []]);
      }
      await page.goto(`http://127.0.0.1:${served.port}/#/new`);
      await page.getByText('Advanced').click();
      await page.getByRole('button', { name: 'Add ConfigMap or Secret' }).click();
      await page.getByRole('button', { name: /^metadata\.name: / }).click();
      await page.locator('[aria-invalid=true]').first().waitFor();
      expect(['form with problems', await check()]).toEqual(['form with problems', []]);
      await page.goto(`http://127.0.0.1:${served.port}/#/applications/shop/front`);
      await page.getByRole('button', { name: 'Pause…' }).click();
      expect(['dialog', await check()]).toEqual(['dialog', []]);
    },
    limit(180_000),
  );
});
