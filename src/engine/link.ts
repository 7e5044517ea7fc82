/**
 * A link: messages leave one after another at its bandwidth and arrive a fixed delay later. Many
 * equal messages can be sent in one call; they become ready evenly between two moments.
 * Fluid: what a burst takes of the link is counted from its first message on, so a later message
 * may overtake a part of a long, thin burst. Not modelled: loss, windows, packets.
 */
import type { TimeNs } from "./time.js";

/** One direction between two places, shared by whoever sends on it. */
export class Link {
  bytesTotal = 0;
  messagesTotal = 0;
  /** Time for which the link was occupied, the queued work included. */
  busyNs = 0;
  /** When everything sent so far has left. */
  freeAtNs: TimeNs = 0;
  /** When the first and the last of the messages that were passed last arrive. */
  firstArrivesNs: TimeNs = 0;
  lastArrivesNs: TimeNs = 0;
  private readonly delayNs: TimeNs;
  private nsPerByte: number;

  /** @param options.delayNs one way; @param options.bandwidthBps bits per second. */
  constructor(options: { readonly delayNs: TimeNs; readonly bandwidthBps: number }) {
    this.delayNs = options.delayNs;
    this.nsPerByte = 8e9 / options.bandwidthBps;
  }

  /** Another bandwidth from the next message on, bits per second. */
  setBandwidth(bandwidthBps: number): void {
    this.nsPerByte = 8e9 / bandwidthBps;
  }

  /** Counts messages that nobody waits for; whom they hold up, `occupy` says. */
  carry(count: number, bytesEach: number): void {
    this.busyNs += count * bytesEach * this.nsPerByte;
    this.bytesTotal += count * bytesEach;
    this.messagesTotal += count;
  }

  /** How long so many messages take it. */
  neededNs(count: number, bytesEach: number): TimeNs {
    return count * bytesEach * this.nsPerByte;
  }

  /** Taken for so long, from `firstNs` on or when it is free, by messages that `carry` counts. */
  occupy(firstNs: TimeNs, forNs: TimeNs): void {
    this.freeAtNs = Math.max(firstNs, this.freeAtNs) + forNs;
  }

  /**
   * Sends `count` messages that become ready evenly from `firstNs` to `lastNs`; returns when the
   * first and the last of them arrive.
   */
  transmit(
    firstNs: TimeNs,
    lastNs: TimeNs,
    count: number,
    bytesEach: number,
  ): { readonly firstNs: TimeNs; readonly lastNs: TimeNs } {
    this.pass(firstNs, lastNs, count, bytesEach);
    return { firstNs: this.firstArrivesNs, lastNs: this.lastArrivesNs };
  }

  /** As `transmit`, but the link itself tells when they arrive: for what happens a hundred million times. */
  pass(firstNs: TimeNs, lastNs: TimeNs, count: number, bytesEach: number): void {
    const eachNs = bytesEach * this.nsPerByte;
    const beginNs = Math.max(firstNs, this.freeAtNs);
    this.freeAtNs = beginNs + count * eachNs;
    this.busyNs += count * eachNs;
    this.bytesTotal += count * bytesEach;
    this.messagesTotal += count;
    this.firstArrivesNs = Math.round(beginNs + eachNs) + this.delayNs;
    this.lastArrivesNs = Math.round(Math.max(lastNs + eachNs, this.freeAtNs)) + this.delayNs;
  }
}
