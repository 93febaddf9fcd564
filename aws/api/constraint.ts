/** What AWS's API takes as one attribute; of a list or set, as each element. */
export interface Constraint {
  readonly values?: readonly string[];
  /** Of JavaScript, with flag `u`. */
  readonly pattern?: string;
  /** Characters of a text. */
  readonly shortest?: number;
  readonly longest?: number;
  readonly least?: number;
  readonly most?: number;
  /** Elements of a list or set. */
  readonly fewest?: number;
  readonly manyest?: number;
}
