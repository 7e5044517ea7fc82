/** Room for the backlogs of a mesh: a large mesh has tens of thousands of pieces. */
import { NumberPool } from "../etcd/number-pool.js";
import { WordPool } from "../etcd/word-pool.js";

export class BacklogRoom {
  readonly words = new WordPool();
  readonly numbers = new NumberPool();
}
