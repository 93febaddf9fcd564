import type { Inventory } from "../../provider-double/inventory";

/** A message as SQS holds it. */
export interface Message {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The account's queues, as long as the run lasts. */
export class Queues {
  private readonly held = new Map<string, Message[]>();

  constructor(private readonly inventory: () => Inventory) {}

  /** @throws when the queue is not there */
  send(arn: string, message: Message): void {
    if (this.inventory().find("aws_sqs_queue", "arn", arn) === undefined)
      throw new Error(`QueueDoesNotExist: The specified queue does not exist: ${arn}`);
    this.held.set(arn, [...this.messages(arn), message]);
  }

  messages(arn: string): readonly Message[] {
    return this.held.get(arn) ?? [];
  }
}
