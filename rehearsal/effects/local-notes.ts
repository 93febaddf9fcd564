/** What the local run does otherwise than AWS would. Each is said once. */
export class LocalNotes {
  private readonly notes = new Set<string>();

  add(note: string): void {
    this.notes.add(note);
  }

  all(): string[] {
    return [...this.notes].sort();
  }
}
