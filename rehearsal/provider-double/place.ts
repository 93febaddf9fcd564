/** Where a resource is made. */
export interface Place {
  readonly account: string;
  readonly region: string;
}
