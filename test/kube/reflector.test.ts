import { afterAll, beforeAll, describe } from 'vitest';
import type { Client } from '../../harness';
import { FakeApiServer } from '../../harness/fake-api-server';
import { KubeconfigFolder } from './kubeconfig-file';
import { plainClient } from './plain-client';
import { testReflector } from './reflector-suite';

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

describe('a reflector of the fake API server', () => {
  const request: Client['request'] = (...args) => plainClient(fake.url)(...args);
  testReflector({ request, kubeconfig: () => file });
});
