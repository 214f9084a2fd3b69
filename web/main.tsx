import { render } from 'preact';
import { App } from './app';
import { LiveSource, staticSource } from './live';

render(<App source={staticSource() ?? new LiveSource()} />, document.getElementById('page') as HTMLElement);
