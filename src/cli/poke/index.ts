export { Poker } from './poker';
