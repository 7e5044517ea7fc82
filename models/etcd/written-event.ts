/**
 * Events that are written down for good, with the responses that told of them: whoever has to keep hundreds of thousands
 * of events keeps their places.
 */
import type { WatchEvent } from "./keyspace.js";
import type { DeliveryTimes } from "./watch-group.js";

/** Where an event stands. */
export interface WrittenEvent {
  readonly record: EventRecord;
  /** The response that told of it. */
  readonly responsePlace: number;
  readonly eventPlace: number;
}

/** A response to so many members of a cohort. */
export interface ToldResponse extends DeliveryTimes {
  readonly members: number;
}

export type Writable<Values> = { -readonly [Name in keyof Values]: Values[Name] };

export function noResponse(): Writable<ToldResponse> {
  return {
    ...{ fromMember: 0, members: 0, appliedNs: 0 },
    ...{ sentFirstNs: 0, sentLastNs: 0, arrivedFirstNs: 0, arrivedLastNs: 0 },
  };
}

export interface EventRecord {
  eventAt(responsePlace: number, eventPlace: number): WatchEvent;
  /** Says what the response was. */
  responseAt(responsePlace: number, to: Writable<ToldResponse>): void;
}
