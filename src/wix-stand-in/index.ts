/** A small Wix on this machine. What it does as Wix does it, and how that is known: FIDELITY.md beside this file. */
export { type StandIn, type StandInOptions, startStandIn } from './start-stand-in.ts';
