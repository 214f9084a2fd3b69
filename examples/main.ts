import { App } from 'cdk8s';
import { Fleet, FleetNamespace } from './fleet';
import { GuestBook } from './kustomization';
import { Podinfo } from './podinfo';
import { SharedTemplate } from './shared-template';
import { Upstream } from './upstream';
import { Watcher } from './watcher';
import { Waves } from './waves';

// One file for every chart, in dist/.
const app = new App();
new Podinfo(app, 'podinfo');
new SharedTemplate(app, 'shared-template');
new GuestBook(app, 'guestbook');
new Waves(app, 'waves');
new FleetNamespace(app, 'fleet-namespace');
new Fleet(app, 'fleet');
new Upstream(app, 'upstream');
new Watcher(app, 'watcher');
app.synth();
