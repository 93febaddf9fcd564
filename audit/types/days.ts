/** A number of days in words. */
export const days = (count: number): string => (count === 1 ? "1 day" : `${count} days`);
