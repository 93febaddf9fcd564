import PostalMime, { type Address, type Attachment } from "postal-mime";

/** A mail that WordPress sent in a rehearsal. */
export interface CaughtMail {
  /** `ses`: by SES's API; `smtp`: by a server of mail. */
  readonly way: "ses" | "smtp";
  /** Who gets it, copies and blind copies among them. */
  readonly recipients: readonly string[];
  readonly from: string;
  /** Who gets the answers, where that is not the sender. */
  readonly replyTo: readonly string[];
  readonly to: readonly string[];
  readonly cc: readonly string[];
  /** Recipients whom the mail itself does not name. */
  readonly bcc: readonly string[];
  readonly subject: string;
  readonly date: string;
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly AttachedFile[];
  /** All headers in their order, as they were sent. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

export interface AttachedFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  /** A picture of the mail's HTML, which names it. */
  readonly inline: boolean;
}

interface SesRequest {
  readonly Destination?: Readonly<Record<string, readonly string[]>>;
  readonly Content?: { readonly Raw?: { readonly Data?: string } };
}

/** Reads the lines of the container that catches mail, in the order in which the mails came. */
export function readMails(log: string): Promise<CaughtMail[]> {
  const lines = log.split("\n").map((line) => /^(ses|smtp) ([0-9a-f]+)$/.exec(line.trim()));
  return Promise.all(
    lines.filter((match) => match !== null).map(([, way = "", hex = ""]) => read(way, Buffer.from(hex, "hex"))),
  );
}

async function read(way: string, what: Buffer): Promise<CaughtMail> {
  const { recipients, raw } = way === "ses" ? fromSes(what) : fromSmtp(what);
  const { headers, ...message } = await PostalMime.parse(raw);
  const mailboxes = (addresses: readonly Address[] | undefined) =>
    (addresses ?? []).flatMap((one) => one.group ?? [one]);
  const named = new Set(mailboxes([...(message.to ?? []), ...(message.cc ?? [])]).map(({ address }) => lower(address)));
  const written = (addresses: readonly Address[] | undefined) =>
    mailboxes(addresses).map(({ name, address }) => (name ? `${name} <${address}>` : address));
  return {
    way: way === "ses" ? "ses" : "smtp",
    recipients,
    from: written(message.from && [message.from]).join(", "),
    replyTo: written(message.replyTo),
    to: written(message.to),
    cc: written(message.cc),
    bcc: recipients.filter((address) => !named.has(lower(address))),
    subject: message.subject ?? "",
    date: message.date ?? "",
    text: message.text?.trim() ?? "",
    html: message.html?.trim() ?? "",
    attachments: message.attachments.map(attached),
    headers: headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
  };
}

const lower = (address: string | undefined): string => (address ?? "").toLowerCase();

const attached = ({ filename, mimeType, content, related, disposition }: Attachment): AttachedFile => ({
  name: filename ?? "without a name",
  type: mimeType,
  bytes: typeof content === "string" ? Buffer.byteLength(content) : content.byteLength,
  inline: related === true || disposition === "inline",
});

function fromSes(what: Buffer): { recipients: readonly string[]; raw: Buffer } {
  const { Destination = {}, Content }: SesRequest = JSON.parse(what.toString());
  return { recipients: Object.values(Destination).flat(), raw: Buffer.from(Content?.Raw?.Data ?? "", "base64") };
}

/** An envelope of one line for each address, an empty line, the message. */
function fromSmtp(what: Buffer): { recipients: readonly string[]; raw: Buffer } {
  const end = what.indexOf("\n\n");
  const envelope = what.subarray(0, end).toString().split("\n");
  const recipients = envelope.flatMap((line) => /^RCPT TO:(.*)$/i.exec(line)?.[1] ?? []);
  return { recipients, raw: what.subarray(end + 2) };
}
