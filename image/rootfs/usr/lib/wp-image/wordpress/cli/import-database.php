<?php
/**
 * wp-image import-database: see HELP.
 */

namespace WpImage;

require_once __DIR__ . '/console.php';
require_once __DIR__ . '/database.php';
require_once __DIR__ . '/network-tables.php';
require_once dirname( __DIR__ ) . '/import/staged-dump.php';
require_once dirname( __DIR__ ) . '/import/dumped-site.php';
require_once dirname( __DIR__ ) . '/import/address-rows.php';
require_once dirname( __DIR__ ) . '/import/import-input.php';
require_once dirname( __DIR__ ) . '/import/import-place.php';
require_once dirname( __DIR__ ) . '/import/import-stop.php';

const HELP = <<<'TEXT'
	Usage: wp-image import-database [--from=ADDRESS] [--prefix=PREFIX] [--database=NAME] [--charset=NAME] [--keep-addresses] [--copy-of=NAME] [--files=IMPORT] {<dump.sql | --from-bucket=ADDRESS}

	Takes a WordPress from an SQL dump in place of this site: phpMyAdmin's, mysqldump's, mariadb-dump's, WP-CLI's and others'.

	The dump fills tables beside the site's, whose names and addresses are made this site's. Then the tables change places in one
	moment. Until then the site is as it was, and so it stays when the import fails or is stopped.

	  --from=ADDRESS      a further address that the site had, such as https://old.example.com; the dump's own is known
	  --prefix=PREFIX     which site to take, if the dump has several
	  --database=NAME     the same, by the database that the dump names
	  --charset=NAME      the character set of the dump's texts, such as latin1, where the dump says another
	  --keep-addresses    leave the dump's address in its texts
	  --copy-of=NAME      this site is a copy of the one of that name from then on: search engines are sent away, no mail leaves, events pause,
	                      and nobody's login lasts; deleting the option wp_image_copy ends that
	  --files=IMPORT      the files that import-files has laid down under this name, or is laying down, change places in the same moment
	  --from-bucket=ADDRESS   reads a gzip-packed object of S3 in place of standard input, with the rights of the task
	  --end               the dump ends with the line "-- wp-image: end of the dump"; without that line it was cut off
	  --attended          with --end: standard input stays open behind that line; its end stops the import

	Exit codes: 0 done · 1 the site is as it was · 64 wrong arguments · 75 another import is running, or the database did not answer
	TEXT;

/** Begins the names of tables that are being filled, and of those that have left their place. */
const STAGE_PREFIX  = 'wpimport_';
const FORMER_PREFIX = 'wpformer_';

/** Characters of a table's name (MySQL's manual, "Identifier Length Limits"; MariaDB's are the same). */
const LONGEST_NAME = 64;

/** Seconds in which another task must have begun to lay down files. */
const FILES_BEGIN_SECONDS = 600;

$options  = options( HELP, array( 'from' => '', 'prefix' => '', 'database' => '', 'charset' => '', 'keep-addresses' => false, 'copy-of' => '', 'files' => '', 'from-bucket' => '', 'end' => false, 'attended' => false ) );
$database = await_database( 60 );
$prefix   = setting( 'WORDPRESS_TABLE_PREFIX', 'wp_' );
if ( is_network() || null !== stored_network( $database ) ) {
	fail( EXIT_PROBLEM, 'this site is a network of sites, of which an import would take the place of all; the site is as it was' );
}
if ( ! lock_site( $database, 'import', 0 ) ) {
	fail( EXIT_TRY_AGAIN, 'another import is running' );
}
// What a killed import left behind.
drop_tables_like( $database, STAGE_PREFIX );
drop_tables_like( $database, FORMER_PREFIX );
ImportStop::listen();

try {
	$dump       = new StagedDump( $database, STAGE_PREFIX, $options['charset'] );
	$statements = new SqlStatements( import_input( $options['from-bucket'] ) );
	try {
		$dump->take( $statements );
	} finally {
		if ( $options['end'] && $statements->has_ended() && ! $statements->is_whole ) {
			throw new \RuntimeException( 'the dump did not arrive whole' );
		}
	}
	if ( $options['attended'] ) {
		ImportStop::attend();
	}
	[ $files, $former_prefix ] = '' === $options['files'] ? array( null, '' ) : awaited_files( $options['files'] );
	$site = chosen_site( $database, $dump, $options['database'], $options['prefix'], $former_prefix );
	say( "the dump's site: {$site->name()}, {$site->option( 'home' )}, {$site->count( 'posts' )} posts, {$site->count( 'users' )} users, schema {$site->option( 'db_version' )}" );
	make_ours( $database, $site, $options );
	if ( '' !== $options['copy-of'] ) {
		$site->make_copy( $options['copy-of'] );
		$database->query( 'COMMIT' );
		say( "a copy of {$options['copy-of']}: search engines are sent away, no mail leaves, events pause" );
	}
	$code = $site->code();
	ImportStop::check();
	switch_tables( $database, $site, $prefix, $files );
} catch ( \mysqli_sql_exception | \RuntimeException | \InvalidArgumentException $error ) {
	forget_tables( $database );
	isset( $files ) && ImportPlace::of_this_site()->clear();
	fail( EXIT_PROBLEM, $error->getMessage() . '; the site is as it was' );
}
if ( null !== $files ) {
	tell_of_switch( $files );
	ImportPlace::of_this_site()->clear_but_code();
}
report( $dump, $site, $code );
drop_tables_like( $database, FORMER_PREFIX );
drop_tables_like( $database, STAGE_PREFIX );
passthru( __DIR__ . '/../commands/purge --object-cache' );
say( 'the site of the dump is served now at ' . setting( 'WP_HOME' ) );

/**
 * Waits for the files that another process lays down.
 *
 * @return array{FilesSwitch, string} and the prefix that their wp-config.php names
 * @throws \RuntimeException where they are gone
 */
function awaited_files( string $import ): array {
	$place = ImportPlace::of_this_site();
	$since = null;
	while ( null === ( $found = $place->finished( $import ) ) ) {
		if ( $place->is_finished() || ( null !== $since && ! $place->has_begun() && time() - $since > FILES_BEGIN_SECONDS ) ) {
			throw new \RuntimeException( 'the files that were laid down are no longer there' );
		}
		null === $since && say( 'the tables are ready; waiting for the files' );
		$since ??= time();
		ImportStop::check();
		sleep( 1 );
	}
	return array( $place->switch(), (string) $found['prefix'] );
}

/** @throws \RuntimeException where no site or no single one is meant */
function chosen_site( \mysqli $database, StagedDump $dump, string $in_database, string $prefix, string $former_prefix ): DumpedSite {
	$there = array_flip( tables_like( $database, STAGE_PREFIX ) );
	$sites = DumpedSite::all( $database, array_map( static fn ( array $tables ): array => array_filter( $tables, static fn ( string $name ): bool => isset( $there[ $name ] ) ), $dump->tables() ) );
	$meant = array_values(
		array_filter(
			$sites,
			static fn ( DumpedSite $site ): bool => ( '' === $prefix || $site->prefix === $prefix ) && ( '' === $in_database || $site->database === $in_database )
		)
	);
	if ( 1 < count( $meant ) && '' !== $former_prefix ) {
		$meant = array_values( array_filter( $meant, static fn ( DumpedSite $site ): bool => $former_prefix === $site->prefix ) ) ?: $meant;
	}
	$names = implode( '; ', array_map( static fn ( DumpedSite $site ): string => $site->name(), $sites ) );
	if ( array() === $sites ) {
		$missing = array() === $dump->missing ? '' : ', and rows for tables that it does not make (' . implode( ', ', array_slice( $dump->missing, 0, 5 ) ) . '): export structure and data';
		throw new \RuntimeException( "the dump has no WordPress: no tables options, posts and users of one prefix$missing" );
	}
	if ( 1 !== count( $meant ) ) {
		throw new \RuntimeException( ( array() === $meant ? 'the dump has no such site' : 'the dump has several sites' ) . ": $names; choose by --prefix or --database" );
	}
	if ( $meant[0]->is_network() ) {
		throw new \RuntimeException( "the dump is a network of sites ({$names}), which an import does not take" );
	}
	$lack = $meant[0]->lack();
	if ( null !== $lack ) {
		throw new \RuntimeException( "the dump's site ({$meant[0]->name()}) has $lack; export structure and data" );
	}
	return $meant[0];
}

/**
 * @param array<string, string|bool> $options
 * @throws \InvalidArgumentException
 */
function make_ours( \mysqli $database, DumpedSite $site, array $options ): void {
	$home  = rtrim( (string) setting( 'WP_HOME' ), '/' );
	$url   = rtrim( (string) setting( 'WP_SITEURL', $home ), '/' );
	$known = array_filter( array( (string) $site->option( 'siteurl' ) => $url, (string) $site->option( 'home' ) => $home ), static fn ( string $old ): bool => '' !== $old, ARRAY_FILTER_USE_KEY );
	$site->rename_prefix( setting( 'WORDPRESS_TABLE_PREFIX', 'wp_' ) );
	$site->forget_passing_values();
	$database->query( 'COMMIT' );
	$addresses = $options['keep-addresses'] ? array() : $known + ( '' === $options['from'] ? array() : array( $options['from'] => $home ) );
	$rows      = new AddressRows( $database, new Addresses( $addresses ) );
	$changed   = array();
	foreach ( $site->tables as $name => $table ) {
		// By its GUID a feed reader knows a post again, whatever its address is.
		$changed[ $name ] = $rows->replace( $table, 'posts' === $name ? array( 'guid' ) : array() );
	}
	$changed = array_filter( $changed );
	$site->set_option( 'home', $home );
	$site->set_option( 'siteurl', $url );
	$database->query( 'COMMIT' );
	foreach ( $addresses as $old => $new ) {
		say( "$old is $new now" );
	}
	if ( array() !== $changed ) {
		say( 'addresses changed in ' . array_sum( $changed ) . ' rows of ' . implode( ', ', array_keys( $changed ) ) );
	}
}

/**
 * The site's tables go, the dump's come, in one statement; then the schema is brought up to the code. When that fails, all of it is taken back.
 *
 * @throws \RuntimeException
 */
function switch_tables( \mysqli $database, DumpedSite $site, string $prefix, ?FilesSwitch $files ): void {
	// A dump's own mark of a copy stays before the former site's.
	$columns = $site->has_autoload() ? 'option_name, option_value, autoload' : 'option_name, option_value';
	$marks   = "INSERT IGNORE INTO `{$site->tables['options']}` ($columns) SELECT $columns FROM `{$prefix}options` WHERE option_name LIKE 'wp\\_image\\_%'";
	try {
		$database->query( $marks );
		$database->query( 'COMMIT' );
	} catch ( \mysqli_sql_exception $error ) {
		// 1146: no such table: nothing is installed yet.
		if ( 1146 !== $error->getCode() ) {
			throw $error;
		}
	}
	$away = array();
	foreach ( served_tables( $database, $prefix ) as $number => $table ) {
		$away[ $table ] = FORMER_PREFIX . $number;
	}
	$come = array();
	foreach ( $site->tables as $name => $staged ) {
		if ( mb_strlen( $prefix . $name ) <= LONGEST_NAME ) {
			$come[ $staged ] = $prefix . $name;
		} else {
			say( "the table {$site->prefix}$name was left out: with the prefix $prefix its name is longer than the " . LONGEST_NAME . ' characters that a database takes' );
		}
	}
	$files?->switch();
	try {
		rename_tables( $database, $away + $come );
	} catch ( \mysqli_sql_exception $error ) {
		$files?->back();
		throw $error;
	}
	$files?->settle();
	passthru( __DIR__ . '/../commands/install --if-configured --wait=60', $code );
	try {
		if ( EXIT_DONE !== $code ) {
			throw new \RuntimeException( "WordPress could not bring the dump's tables up to its code (code $code)" );
		}
		ImportStop::check();
	} catch ( \RuntimeException $error ) {
		// What the dump lacks, WordPress may have made, in the places of the site's own.
		$made = array();
		foreach ( array_values( array_diff( served_tables( $database, $prefix ), $come ) ) as $number => $table ) {
			$made[ $table ] = STAGE_PREFIX . "made_$number";
		}
		rename_tables( $database, $made + array_flip( $come ) + array_flip( $away ) );
		$files?->back();
		throw $error;
	}
}

/** @param array{plugins: string[], themes: string[]} $code that the site uses */
function report( StagedDump $dump, DumpedSite $site, array $code ): void {
	foreach ( $dump->definition->mapped as $from => $to ) {
		say( "collation $from, which this server does not know, became $to" );
	}
	foreach ( $dump->left_out as $kind => $names ) {
		say( count( $names ) . " $kind were left out: " . implode( ', ', $names ) );
	}
	if ( array() !== $dump->cut ) {
		say( 'values that their columns cannot hold were cut: ' . implode( ', ', array_map( static fn ( string $column, int $times ): string => "$column ($times times)", array_keys( $dump->cut ), $dump->cut ) ) );
	}
	$others = array();
	foreach ( $dump->tables() as $tables ) {
		$others = array( ...$others, ...array_keys( array_diff( $tables, $site->tables ) ) );
	}
	if ( array() !== $others ) {
		say( 'tables of others were left out: ' . implode( ', ', $others ) );
	}
	$content = web_root() . 'wp-content/';
	$missing = array(
		...array_filter( $code['plugins'], static fn ( string $plugin ): bool => ! is_file( "{$content}plugins/$plugin" ) ),
		...array_map( static fn ( string $theme ): string => "theme $theme", array_filter( $code['themes'], static fn ( string $theme ): bool => ! is_file( "{$content}themes/$theme/style.css" ) ) ),
	);
	if ( array() !== $missing ) {
		say( 'the site uses what is not here: ' . implode( ', ', $missing ) );
	}
}

/** @return string[] */
function tables_like( \mysqli $database, string $prefix ): array {
	$rows = $database->execute_query( 'SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type IN ( ?, ? ) AND table_name LIKE ?', array( 'BASE TABLE', 'SYSTEM VERSIONED', addcslashes( $prefix, '\\%_' ) . '%' ) );
	return array_column( $rows->fetch_all(), 0 );
}

/** Drops what was filled, also when the connection broke. */
function forget_tables( \mysqli $database ): void {
	try {
		drop_tables_like( $database, STAGE_PREFIX );
	} catch ( \mysqli_sql_exception ) {
		drop_tables_like( await_database( 60 ), STAGE_PREFIX );
	}
}

/** The site's tables: the names of an import may begin with its prefix, too. @return string[] */
function served_tables( \mysqli $database, string $prefix ): array {
	return array_values( array_filter( tables_like( $database, $prefix ), static fn ( string $name ): bool => ! str_starts_with( $name, STAGE_PREFIX ) && ! str_starts_with( $name, FORMER_PREFIX ) ) );
}

function drop_tables_like( \mysqli $database, string $prefix ): void {
	$tables = tables_like( $database, $prefix );
	if ( array() !== $tables ) {
		$database->query( 'SET SESSION foreign_key_checks = 0' );
		$database->query( 'DROP TABLE IF EXISTS `' . implode( '`, `', $tables ) . '`' );
	}
}

/** @param array<string, string> $new_by_old */
function rename_tables( \mysqli $database, array $new_by_old ): void {
	$database->query( 'RENAME TABLE ' . implode( ', ', array_map( static fn ( string $old, string $new ): string => "`$old` TO `$new`", array_keys( $new_by_old ), $new_by_old ) ) );
}
