<?php
/**
 * wp-image export-database: see HELP.
 */

namespace WpImage;

require_once __DIR__ . '/console.php';
require_once __DIR__ . '/database.php';
require_once dirname( __DIR__ ) . '/export/table-dump.php';

const HELP = <<<'TEXT'
	Usage: wp-image export-database >site.sql

	Writes the site's tables as SQL, as they are at one moment: what import-database, and any client of MySQL and MariaDB, reads.

	Sessions, transients and what containers of this site tell each other are left out.

	Exit codes: 0 done · 64 wrong arguments · 69 the database failed; what was written is no whole dump · 75 the database did not answer
	TEXT;

/** Rows of the table of options that are of no use elsewhere. */
const PASSING_OPTIONS = "option_name LIKE '\\_transient\\_%' OR option_name LIKE '\\_site\\_transient\\_%' OR option_name LIKE 'wp\\_image\\_%'";

options( HELP );
$database = await_database( 60 );
$prefix   = setting( 'WORDPRESS_TABLE_PREFIX', 'wp_' );
$write    = static function ( string $text ): void {
	if ( strlen( $text ) !== fwrite( STDOUT, $text ) ) {
		fail( EXIT_UNAVAILABLE, 'nobody reads what is written' );
	}
};
try {
	$database->set_charset( 'utf8mb4' );
	// As it is stored: dates of zeros, floating point without loss, times in UTC; all tables of one moment.
	$database->query( "SET SESSION sql_mode = '', time_zone = '+00:00'" );
	$database->query( 'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ' );
	$database->query( 'START TRANSACTION WITH CONSISTENT SNAPSHOT' );
	$query = $database->execute_query( 'SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = ? AND table_name LIKE ? ORDER BY table_name', array( 'BASE TABLE', addcslashes( $prefix, '\\%_' ) . '%' ) );
	// The marks are those of mysqldump, by which import-database knows a dump that was cut off.
	$write( "-- MySQL dump of WordPress, by wp-image\n/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;\n/*!40101 SET NAMES utf8mb4 */;\n/*!40103 SET TIME_ZONE='+00:00' */;\nSET SQL_MODE='NO_AUTO_VALUE_ON_ZERO';\nSET FOREIGN_KEY_CHECKS=0;\n" );
	$dump = new TableDump( $database, $write );
	$rows = 0;
	$all  = array_column( $query->fetch_all(), 0 );
	foreach ( $all as $table ) {
		if ( "{$prefix}php_sessions" !== $table ) {
			$rows += $dump->dump( $table, "{$prefix}options" === $table ? PASSING_OPTIONS : '' );
		}
	}
	$write( "/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;\n-- Dump completed\n" );
	fwrite( STDERR, 'wp-image: ' . count( $all ) . " tables, $rows rows\n" );
} catch ( \mysqli_sql_exception $error ) {
	fail( EXIT_UNAVAILABLE, 'what was written is no whole dump: ' . $error->getMessage() );
}
