/** A clock that moves only by `runUntilIdle`: from one sleeper to the next, never while somebody works. */
export class VirtualTime {
  #now = 0;
  readonly #sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  #working = 0;

  now(): number {
    return this.#now;
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((wake) => {
      this.#sleepers.push({ at: this.#now + delayMs, wake });
    });
  }

  /** Work outside of this clock (a database, a socket), during which time stands still. */
  async whileWorking<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#working += 1;
    try {
      return await work();
    } finally {
      this.#working -= 1;
    }
  }

  /** Lets time pass until `done` settles. */
  async runUntil(done: Promise<unknown>): Promise<void> {
    let isDone = false;
    const finished = done.finally(() => {
      isDone = true;
    });
    while (!isDone) {
      // A few turns of the event loop: whoever has something to do begins with it.
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      if (isDone || this.#working > 0) continue;
      this.#wakeNext();
    }
    await finished;
  }

  #wakeNext(): void {
    this.#sleepers.sort((a, b) => a.at - b.at);
    const next = this.#sleepers.shift();
    if (!next) throw new Error('Everybody waits and nobody sleeps: time cannot go on');
    this.#now = Math.max(this.#now, next.at);
    next.wake();
  }
}
