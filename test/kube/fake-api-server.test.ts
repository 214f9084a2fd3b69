import { afterAll, beforeAll, describe } from 'vitest';
import type { Client } from '../../harness';
import { FakeApiServer } from '../../harness/fake-api-server';
import { testApiServer } from './api-server-suite';
import { KubeconfigFolder } from './kubeconfig-file';
import { plainClient } from './plain-client';

let fake: FakeApiServer;
let folder: KubeconfigFolder;
let file: string;

beforeAll(async () => {
  fake = await FakeApiServer.start();
  folder = new KubeconfigFolder();
  file = folder.write('fake', fake.url);
});
afterAll(async () => {
  await fake.close();
  folder.remove();
});

describe('the fake API server', () => {
  const request: Client['request'] = (...args) => plainClient(fake.url)(...args);
  testApiServer({ request, kubeconfig: () => file });
});
