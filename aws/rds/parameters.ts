import { nearest } from "../nearest";

/** Variables that a version no longer has. */
interface Removed {
  /** Families of parameter groups. */
  readonly families: RegExp;
  readonly names: readonly string[];
  readonly source: string;
}

const SINCE_MYSQL_8 = [
  "date_format",
  "datetime_format",
  "des_key_file",
  "have_query_cache",
  "ignore_builtin_innodb",
  "innodb_additional_mem_pool_size",
  "innodb_checksums",
  "innodb_file_format",
  "innodb_file_format_check",
  "innodb_file_format_max",
  "innodb_large_prefix",
  "innodb_locks_unsafe_for_binlog",
  "innodb_stats_sample_pages",
  "innodb_support_xa",
  "innodb_undo_logs",
  "innodb_use_sys_malloc",
  "internal_tmp_disk_storage_engine",
  "log_builtin_as_identified_by_password",
  "log_syslog",
  "log_syslog_facility",
  "log_syslog_include_pid",
  "log_syslog_tag",
  "log_warnings",
  "max_tmp_tables",
  "metadata_locks_cache_size",
  "metadata_locks_hash_instances",
  "multi_range_count",
  "old_passwords",
  "query_cache_limit",
  "query_cache_min_res_unit",
  "query_cache_size",
  "query_cache_type",
  "query_cache_wlock_invalidate",
  "secure_auth",
  "show_compatibility_56",
  "storage_engine",
  "sync_frm",
  "table_cache",
  "thread_concurrency",
  "time_format",
  "timed_mutexes",
  "tx_isolation",
  "tx_read_only",
];

const SINCE_MYSQL_8_4 = [
  "avoid_temporal_upgrade",
  "binlog_transaction_dependency_tracking",
  "default_authentication_plugin",
  "expire_logs_days",
  "group_replication_ip_whitelist",
  "group_replication_primary_member",
  "have_openssl",
  "have_ssl",
  "log_bin_use_v1_row_events",
  "master_info_file",
  "master_info_repository",
  "new",
  "old",
  "relay_log_info_file",
  "relay_log_info_repository",
  "show_old_temporals",
  "slave_rows_search_algorithms",
  "transaction_write_set_extraction",
];

/** What Aurora's storage leaves no room for. */
const NOT_IN_AURORA = [
  "innodb_adaptive_flushing",
  "innodb_adaptive_flushing_lwm",
  "innodb_buffer_pool_chunk_size",
  "innodb_buffer_pool_instances",
  "innodb_change_buffering",
  "innodb_checksum_algorithm",
  "innodb_data_file_path",
  "innodb_dedicated_server",
  "innodb_doublewrite",
  "innodb_flush_log_at_timeout",
  "innodb_flush_method",
  "innodb_flush_neighbors",
  "innodb_io_capacity",
  "innodb_io_capacity_max",
  "innodb_log_buffer_size",
  "innodb_log_file_size",
  "innodb_log_files_in_group",
  "innodb_max_dirty_pages_pct",
  "innodb_page_size",
  "innodb_redo_log_capacity",
  "innodb_undo_tablespaces",
  "innodb_use_native_aio",
  "innodb_write_io_threads",
];

const SINCE_MARIADB_10_6 = [
  "innodb_adaptive_max_sleep_delay",
  "innodb_additional_mem_pool_size",
  "innodb_background_scrub_data_check_interval",
  "innodb_background_scrub_data_compressed",
  "innodb_background_scrub_data_interval",
  "innodb_background_scrub_data_uncompressed",
  "innodb_buffer_pool_instances",
  "innodb_checksums",
  "innodb_commit_concurrency",
  "innodb_concurrency_tickets",
  "innodb_file_format",
  "innodb_file_format_check",
  "innodb_file_format_max",
  "innodb_large_prefix",
  "innodb_locks_unsafe_for_binlog",
  "innodb_log_checksums",
  "innodb_log_files_in_group",
  "innodb_log_optimize_ddl",
  "innodb_page_cleaners",
  "innodb_replication_delay",
  "innodb_rollback_segments",
  "innodb_scrub_log",
  "innodb_scrub_log_speed",
  "innodb_stats_sample_pages",
  "innodb_support_xa",
  "innodb_thread_concurrency",
  "innodb_thread_sleep",
  "innodb_undo_logs",
  "innodb_use_sys_malloc",
  "multi_range_count",
  "thread_concurrency",
  "timed_mutexes",
];

const REMOVED: readonly Removed[] = [
  {
    families: /^(aurora-)?mysql8\./,
    names: SINCE_MYSQL_8,
    source: "https://dev.mysql.com/doc/refman/8.0/en/added-deprecated-removed.html",
  },
  {
    families: /^(aurora-)?mysql8\.4$/,
    names: SINCE_MYSQL_8_4,
    source: "https://dev.mysql.com/doc/refman/8.4/en/added-deprecated-removed.html",
  },
  {
    families: /^aurora-mysql/,
    names: NOT_IN_AURORA,
    source:
      "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Reference.ParameterGroups.html#AuroraMySQL.Reference.Parameters.Inapplicable",
  },
  {
    families: /^mariadb(10\.(6|11)|1[12]\.)/,
    names: SINCE_MARIADB_10_6,
    source: "https://mariadb.com/kb/en/system-variables-removed-in-mariadb/",
  },
];

/** Variables of MySQL and MariaDB that people set, to know a misspelt one by. */
const COMMON = [
  ..."autocommit auto_increment_increment auto_increment_offset back_log binlog_cache_size binlog_checksum".split(" "),
  ..."binlog_expire_logs_seconds binlog_format binlog_row_image binlog_row_metadata bulk_insert_buffer_size".split(" "),
  ..."character_set_client character_set_connection character_set_database character_set_filesystem".split(" "),
  ..."character_set_results character_set_server collation_connection collation_server connect_timeout".split(" "),
  ..."concurrent_insert default_storage_engine default_time_zone default_week_format delay_key_write".split(" "),
  ..."enforce_gtid_consistency event_scheduler explicit_defaults_for_timestamp ft_max_word_len ft_min_word_len".split(
    " ",
  ),
  ..."general_log group_concat_max_len gtid-mode gtid_mode host_cache_size init_connect init_file".split(" "),
  ..."innodb_adaptive_hash_index innodb_autoinc_lock_mode innodb_buffer_pool_dump_at_shutdown".split(" "),
  ..."innodb_buffer_pool_dump_pct innodb_buffer_pool_load_at_startup innodb_buffer_pool_size".split(" "),
  ..."innodb_deadlock_detect innodb_default_row_format innodb_file_per_table innodb_fill_factor".split(" "),
  ..."innodb_flush_log_at_trx_commit innodb_ft_cache_size innodb_ft_enable_stopword innodb_ft_max_token_size".split(
    " ",
  ),
  ..."innodb_ft_min_token_size innodb_ft_server_stopword_table innodb_ft_user_stopword_table".split(" "),
  ..."innodb_lock_wait_timeout innodb_lru_scan_depth innodb_max_dirty_pages_pct_lwm innodb_max_purge_lag".split(" "),
  ..."innodb_old_blocks_pct innodb_old_blocks_time innodb_online_alter_log_max_size innodb_open_files".split(" "),
  ..."innodb_print_all_deadlocks innodb_purge_batch_size innodb_purge_threads innodb_random_read_ahead".split(" "),
  ..."innodb_read_ahead_threshold innodb_read_io_threads innodb_rollback_on_timeout innodb_sort_buffer_size".split(" "),
  ..."innodb_spin_wait_delay innodb_stats_auto_recalc innodb_stats_on_metadata innodb_stats_persistent".split(" "),
  ..."innodb_stats_persistent_sample_pages innodb_strict_mode innodb_sync_spin_loops innodb_table_locks".split(" "),
  ..."innodb_tmpdir interactive_timeout join_buffer_size key_buffer_size lc_time_names local_infile".split(" "),
  ..."lock_wait_timeout log_bin_trust_function_creators log_error_verbosity log_output".split(" "),
  ..."log_queries_not_using_indexes log_slow_admin_statements long_query_time low_priority_updates".split(" "),
  ..."lower_case_table_names max_allowed_packet max_binlog_cache_size max_binlog_size max_connect_errors".split(" "),
  ..."max_connections max_digest_length max_error_count max_execution_time max_heap_table_size max_join_size".split(
    " ",
  ),
  ..."max_length_for_sort_data max_prepared_stmt_count max_seeks_for_key max_sort_length max_sp_recursion_depth".split(
    " ",
  ),
  ..."max_user_connections max_write_lock_count min_examined_row_limit myisam_sort_buffer_size".split(" "),
  ..."net_buffer_length net_read_timeout net_retry_count net_write_timeout optimizer_prune_level".split(" "),
  ..."optimizer_search_depth optimizer_switch performance_schema preload_buffer_size query_alloc_block_size".split(" "),
  ..."query_prealloc_size range_optimizer_max_mem_size read_buffer_size read_only read_rnd_buffer_size".split(" "),
  ..."replica_parallel_workers require_secure_transport server_audit_events server_audit_logging".split(" "),
  ..."session_track_gtids skip_name_resolve skip_show_database slave_parallel_workers slow_launch_time".split(" "),
  ..."slow_query_log sort_buffer_size sql_mode sql_require_primary_key stored_program_cache sync_binlog".split(" "),
  ..."table_definition_cache table_open_cache table_open_cache_instances temptable_max_mmap".split(" "),
  ..."temptable_max_ram thread_cache_size thread_stack time_zone tls_version tmp_table_size tmpdir".split(" "),
  ..."transaction_isolation transaction_read_only tx_isolation updatable_views_with_limit wait_timeout".split(" "),
];

const KNOWN: ReadonlySet<string> = new Set([...COMMON, ...REMOVED.flatMap(({ names }) => names)]);

/** Why a parameter group of a family does not take a parameter, if it does not. Names that nobody here knows pass. */
export function parameterRefusal(family: string, written: string): string | undefined {
  const name = plainName(written);
  const removed = REMOVED.find(({ families, names }) => families.test(family) && names.includes(name));
  if (removed) return `${family} has no ${name}: ${removed.source}`;
  if (!/mysql|mariadb/.test(family) || KNOWN.has(name)) return undefined;
  const near = nearest(name, COMMON);
  return near === undefined ? undefined : `is it ${near}?`;
}

/** Parameters of MySQL with more words than ON and OFF, which RDS keeps as they are written. */
const WORD_PARAMETERS = [
  "binlog_row_metadata",
  "delay_key_write",
  "enforce_gtid_consistency",
  "event_scheduler",
  "gtid-mode",
  "gtid_mode",
  "innodb_stats_auto_recalc",
  "session_track_gtids",
  "session_track_transaction_info",
  "ssl_fips_mode",
  "use_secondary_engine",
];

/** Whether a value is a word for a boolean, which RDS keeps as 1 or 0 for an instance: written so, every plan would change it again. */
export const isBooleanWord = (name: string, value: string): boolean =>
  /^(on|off|true|false)$/i.test(value) && !WORD_PARAMETERS.includes(name);

/** The parameter that lets a client in without TLS, with a value that does so. */
export const allowsPlainText = (name: string, value: string): boolean =>
  ["require_secure_transport", "rds.force_ssl"].includes(plainName(name)) && /^(0|off|false)$/i.test(value);

/** RDS takes a dash for an underline and capitals for small letters. */
export const plainName = (name: string): string => name.toLowerCase().replaceAll("-", "_");
