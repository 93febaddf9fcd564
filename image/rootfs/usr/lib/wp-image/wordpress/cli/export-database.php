<?php
/**
 * wp-image export-database: see HELP.
 */

namespace WpImage;

require_once __DIR__ . '/console.php';
require_once __DIR__ . '/database.php';
require_once __DIR__ . '/network-tables.php';
require_once dirname( __DIR__ ) . '/export/table-dump.php';
require_once dirname( __DIR__ ) . '/export/dump-output.php';
require_once dirname( __DIR__ ) . '/masking/masking-report.php';

const HELP = <<<'TEXT'
	Usage: wp-image export-database [--masked [--published-only]] [--for-import] [--to-bucket=ADDRESS] >site.sql

	Writes the site's tables as SQL, as they are at one moment: what import-database, and any client of MySQL and MariaDB, reads.

	Sessions, transients and what containers of this site tell each other are left out.

	  --masked            persons get aliases, keys and passwords are left out, by the rules of the image and of site/masking.json; what
	                      was masked is written to standard error
	  --published-only    with --masked: only what visitors see of posts and comments
	  --for-import        refuses a network of sites, which no import takes
	  --to-bucket=ADDRESS gzip-packed into an object of S3 in place of standard output, with the rights of the task; with --masked
	                      what was masked lies beside it, at ADDRESS.md

	Exit codes: 0 done · 1 a network of sites for an import, or rules that cannot be read · 64 wrong arguments · 69 the database or
	S3 failed; what was written is no whole dump · 75 the database did not answer
	TEXT;

/** Rows of the table of options that are of no use elsewhere. */
const PASSING_OPTIONS = "option_name LIKE '\\_transient\\_%' OR option_name LIKE '\\_site\\_transient\\_%' OR option_name LIKE 'wp\\_image\\_%'";

/** The same of a network. */
const PASSING_SITEMETA = "meta_key LIKE '\\_site\\_transient\\_%'";

$options = options( HELP, array( 'masked' => false, 'published-only' => false, 'for-import' => false, 'to-bucket' => '' ) );
if ( $options['published-only'] && ! $options['masked'] ) {
	fail( EXIT_USAGE, '--published-only goes with --masked' );
}
$database = await_database( 60 );
$prefix   = setting( 'WORDPRESS_TABLE_PREFIX', 'wp_' );
$is_network = is_network() || null !== stored_network( $database );
if ( $options['for-import'] && $is_network ) {
	fail( EXIT_PROBLEM, 'this site is a network of sites, which no import takes: npm run export writes a dump of it, --masked too' );
}
$kept_login = (string) setting( 'WP_ADMIN_USER', '' );
try {
	$rules   = $options['masked'] ? MaskingRules::of_this_image() : null;
	$report  = new MaskingReport();
	$aliases = new Aliases( random_bytes( 32 ), $kept_login );
	$output  = new DumpOutput( $options['to-bucket'] );
	$database->set_charset( 'utf8mb4' );
	// As it is stored: dates of zeros, floating point without loss, times in UTC; all tables of one moment.
	$database->query( "SET SESSION sql_mode = '', time_zone = '+00:00'" );
	$database->query( 'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ' );
	$database->query( 'START TRANSACTION WITH CONSISTENT SNAPSHOT' );
	$query = $database->execute_query( 'SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = ? AND table_name LIKE ? ORDER BY table_name', array( 'BASE TABLE', addcslashes( $prefix, '\\%_' ) . '%' ) );
	// The marks are those of mysqldump, by which import-database knows a dump that was cut off.
	$output->write( "-- MySQL dump of WordPress, by wp-image\n/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;\n/*!40101 SET NAMES utf8mb4 */;\n/*!40103 SET TIME_ZONE='+00:00' */;\nSET SQL_MODE='NO_AUTO_VALUE_ON_ZERO';\nSET FOREIGN_KEY_CHECKS=0;\n" );
	$dump = new TableDump( $database, $output->write( ... ) );
	$rows = 0;
	$all  = array_column( $query->fetch_all(), 0 );
	foreach ( $all as $number => $table ) {
		if ( "{$prefix}php_sessions" === $table ) {
			continue;
		}
		$name = substr( $table, strlen( $prefix ) );
		// Those of a network's further sites have its number before their name.
		$name     = $is_network ? (string) preg_replace( '/^\d+_/', '', $name ) : $name;
		$left_out = array( 'options' => PASSING_OPTIONS, 'sitemeta' => PASSING_SITEMETA )[ $name ] ?? '';
		if ( null === $rules ) {
			$rows += $dump->dump( $table, $left_out );
			continue;
		}
		$before   = (int) $database->query( 'SELECT COUNT(*) FROM `' . str_replace( '`', '``', $table ) . '`' )->fetch_row()[0];
		$mask     = new TableMask( $database, $table, $name, $rules, $aliases, $options['published-only'], $kept_login );
		$left_out = implode( ' OR ', array_filter( array( $left_out, $mask->left_out ) ) );
		$written  = $dump->dump( $table, $left_out, $mask->change( ... ) );
		$rows    += $written;
		$report->add( $table, $mask, $before, $written );
		if ( '' !== $options['to-bucket'] ) {
			say( ( $number + 1 ) . ' of ' . count( $all ) . " tables: $table, $written rows" );
		}
	}
	$output->write( "/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;\n-- Dump completed\n" );
	$output->close();
	$hidden = $report->text( $options['published-only'] );
	if ( null !== $rules && '' !== $options['to-bucket'] ) {
		upload( "{$options['to-bucket']}.md", $hidden );
	} elseif ( null !== $rules ) {
		fwrite( STDERR, $hidden );
	}
	fwrite( STDERR, 'wp-image: ' . count( $all ) . " tables, $rows rows\n" );
} catch ( \mysqli_sql_exception | AwsFailure $error ) {
	fail( EXIT_UNAVAILABLE, 'what was written is no whole dump: ' . $error->getMessage() );
} catch ( \RuntimeException $error ) {
	fail( EXIT_PROBLEM, $error->getMessage() );
}
