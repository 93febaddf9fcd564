import PostalMime from "postal-mime";

/** A mail that WordPress sent in a rehearsal. */
export interface CaughtMail {
  /** `ses`: by SES's API; `smtp`: by a server of mail. */
  readonly way: "ses" | "smtp";
  /** Who gets it, copies and blind copies among them. */
  readonly recipients: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly date: string;
  readonly text: string;
  readonly html: string;
  /** Names of the attached files. */
  readonly attachments: readonly string[];
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
  const message = await PostalMime.parse(raw);
  const named = (one: { name?: string; address?: string } | undefined) =>
    one?.name ? `${one.name} <${one.address ?? ""}>` : (one?.address ?? "");
  return {
    way: way === "ses" ? "ses" : "smtp",
    recipients,
    from: named(message.from),
    to: (message.to ?? []).map(named).join(", "),
    subject: message.subject ?? "",
    date: message.date ?? "",
    text: message.text?.trim() ?? "",
    html: message.html?.trim() ?? "",
    attachments: message.attachments.map(({ filename }) => filename ?? "without a name"),
  };
}

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
