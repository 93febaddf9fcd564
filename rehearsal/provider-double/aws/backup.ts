import { byName, type KnownTypes } from "../knowledge";

export const backup: KnownTypes = {
  aws_backup_vault: byName("backup:{region}:{account}:backup-vault:{name}"),
  aws_backup_plan: { id: "{uuid}", arn: "backup:{region}:{account}:backup-plan:{id}" },
  aws_backup_selection: { id: "{uuid}" },
  aws_backup_vault_lock_configuration: {},
};
