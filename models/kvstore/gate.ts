/**
 * What a process does passes its gate: open while it runs, shut while it stands still (SIGSTOP, a frozen cgroup, a
 * deadlock). What comes meanwhile waits and runs in order when the process goes on; a process that ended drops it.
 */
export class Gate {
  private shut = false;
  private ended = false;
  private waiting: (() => void)[] = [];

  get isOpen(): boolean {
    return !this.shut && !this.ended;
  }

  /** True when the process does not exist any more. */
  get hasEnded(): boolean {
    return this.ended;
  }

  /** Runs now, or when the process goes on, or never. */
  pass(action: () => void): void {
    if (this.ended) return;
    if (this.shut) this.waiting.push(action);
    else action();
  }

  close(): void {
    this.shut = true;
  }

  open(): void {
    this.shut = false;
    const { waiting } = this;
    this.waiting = [];
    for (const action of waiting) this.pass(action);
  }

  /** The process is gone. */
  end(): void {
    this.ended = true;
    this.waiting = [];
  }
}
