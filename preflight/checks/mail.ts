import { ask, type Check, type Finding, unanswered } from "../check";

/** SES lets out mail to everybody only after AWS has been asked. */
export const sandbox: Check = {
  title: "SES sandbox",
  run: async ({ environment: { region, mail }, aws }) => {
    if (mail === undefined || mail.smtp !== undefined) return [];
    const command = `aws sesv2 get-account --region ${region}`;
    const asked = await ask<{ ProductionAccessEnabled: boolean; SendingEnabled: boolean }>(
      aws(),
      "sesv2",
      "get-account",
    );
    if ("code" in asked) return [unanswered("SES's account", asked, command)];
    const findings: Finding[] = [];
    if (!asked.answer.ProductionAccessEnabled)
      findings.push({
        severity: "warns",
        what: "SES is in its sandbox: mail reaches verified addresses alone until AWS grants production access, which takes a day",
        command: `aws sesv2 put-account-details --production-access-enabled --mail-type TRANSACTIONAL --website-url URL --region ${region}`,
      });
    if (!asked.answer.SendingEnabled)
      findings.push({ severity: "stops", what: "SES has paused sending in this account", command });
    return findings;
  },
};

/** The sender is proved, with its signature. */
export const sender: Check = {
  title: "mail",
  run: async ({ environment: { region }, tree, aws }) => {
    const identities = tree.all("aws_sesv2_email_identity").flatMap((one) => one.text("email_identity") ?? []);
    const findings = identities.map(async (identity): Promise<Finding[]> => {
      const words = ["sesv2", "get-email-identity", "--email-identity", identity];
      const command = `aws ${words.join(" ")} --region ${region}`;
      const asked = await ask<{ VerifiedForSendingStatus: boolean; DkimAttributes?: { Status: string } }>(
        aws(),
        ...words,
      );
      if ("code" in asked)
        return asked.code === "NotFoundException"
          ? [{ severity: "stops", what: `mail.from: SES knows no ${identity}`, command }]
          : [unanswered(`sender ${identity}`, asked, command)];
      const { VerifiedForSendingStatus, DkimAttributes } = asked.answer;
      if (!VerifiedForSendingStatus)
        return [{ severity: "stops", what: `mail.from: ${identity} is not proved yet, so wp_mail() fails`, command }];
      if (identity.includes("@") || DkimAttributes?.Status === "SUCCESS") return [];
      const what = `mail.from: DKIM of ${identity} is ${DkimAttributes?.Status ?? "off"}, so mail lands in spam`;
      return [{ severity: "warns", what, command }];
    });
    return (await Promise.all(findings)).flat();
  },
};
