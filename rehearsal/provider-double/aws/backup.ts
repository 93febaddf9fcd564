import { byName, type KnownTypes } from "../knowledge";
import { inUse, taken } from "../refusal";

export const backup: KnownTypes = {
  aws_backup_vault: {
    ...byName("backup:{region}:{account}:backup-vault:{name}"),
    refuses: [
      taken(
        "Backup: CreateBackupVault",
        "AlreadyExistsException",
        ["name"],
        () => "Backup vault with the same name already exists",
      ),
    ],
  },
  aws_backup_plan: {
    id: "{uuid}",
    arn: "backup:{region}:{account}:backup-plan:{id}",
    refuses: [
      taken(
        "Backup: CreateBackupPlan",
        "AlreadyExistsException",
        ["name"],
        () => "Backup plan with the same plan document already exists",
        {
          source: "ministryofjustice/modernisation-platform#4909",
        },
      ),
      inUse(
        "Backup: DeleteBackupPlan",
        "InvalidRequestException",
        "id",
        [["aws_backup_selection", "plan_id"]],
        () => "Related backup plan selections must be deleted prior to backup plan deletion",
        { source: "hashicorp/terraform-provider-aws#16476" },
      ),
    ],
  },
  aws_backup_selection: {
    id: "{uuid}",
    replacedBy: "any change",
    refuses: "Two selections of a plan may be the same.",
  },
  aws_backup_vault_lock_configuration: {
    refuses:
      "A lock in governance mode can be put and deleted again; one in compliance mode is a setting of its days, which pass on AWS alone.",
  },
};
