/** Field types that the parts of the scenario's schema share, each with its unit and limits in one place. */
import { z } from "zod";
import { BANDWIDTH_PATTERN, DURATION_PATTERN, durationNs, SIZE_PATTERN } from "./units.js";

/** Nanoseconds are exact in a number for 104 days. */
const LONGEST_NS = 100 * 86_400e9;

/** A duration with units, such as 30s. */
export const duration = () =>
  z
    .string('must be a duration with a unit, such as "30s", "0.25ms" or "1h30m"')
    .regex(DURATION_PATTERN, 'must be a duration with a unit, such as "30s", "0.25ms" or "1h30m"')
    .refine((text) => durationNs(text) <= LONGEST_NS, "must be at most 100 days (2400h)");

export const bandwidth = () =>
  z
    .string('must be a bandwidth with a unit, such as "10Gbps" or "100Mbps"')
    .regex(BANDWIDTH_PATTERN, 'must be a bandwidth with a unit, such as "10Gbps" or "100Mbps"')
    .refine((text) => /[1-9]/.test(text), "must be more than 0");

export const size = () =>
  z
    .string('must be a size with a unit, such as "2GiB" or "512MiB"')
    .regex(SIZE_PATTERN, 'must be a size with a unit, such as "2GiB" or "512MiB"');

/** A whole number in a range. */
export const whole = (low: number, high: number) =>
  z.int("must be a whole number").min(low).max(high);

/** Operations per second. */
export const rate = (low = 0) => z.number().min(low).max(1e6);

/** A name of a group or region. */
export const shortName = () =>
  z
    .string()
    .min(1)
    .max(63)
    .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, "must be lower-case letters, digits and hyphens");

export const text = (longest: number) => z.string().max(longest);
