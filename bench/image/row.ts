/** A row of the image's results. */
export interface Row {
  readonly what: string;
  readonly value: string;
  readonly goal?: string;
  /** @default - the row has no goal */
  readonly isReached?: boolean;
}
