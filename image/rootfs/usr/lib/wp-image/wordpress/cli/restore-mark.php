<?php
/**
 * The marks by which a restored backup is known: the time, in the database and beside the shared files. A backup takes both along,
 * and a restored mark says of when the data are.
 */

namespace WpImage;

require_once __DIR__ . '/database.php';

/** Name of the option; nothing but SQL reads it. */
const RESTORE_MARK = 'wp_image_restore_mark';

/** Name of the file. nginx serves no name that begins with a dot, and exports leave `.wp-image-*` out. */
const RESTORE_MARK_FILE = '.wp-image-restore-mark';

/** A mark is renewed when it is older than so many seconds. */
const RESTORE_MARK_SECONDS = 3600;

const RESTORE_MARK_FORMAT = 'Y-m-d\TH:i:s\Z';

/** The folder on the volume that has the mark: the one of the content, or of the uploads where only they are shared. */
function restore_mark_folder(): string {
	return VOLUME_ROOT . 'wp-content/' . ( 'immutable' === setting( 'WP_CONTENT_MODE', 'mutable' ) ? 'uploads/' : '' );
}

/** Renews both marks of an installed site when they are due. A file that cannot be written is named on the log, once an hour. */
function renew_restore_marks( \mysqli $database ): void {
	if ( null === installed_schema( $database ) ) {
		return;
	}
	$last = restore_mark_of( $database );
	if ( null !== $last && abs( time() - $last ) < RESTORE_MARK_SECONDS ) {
		return;
	}
	$now    = gmdate( RESTORE_MARK_FORMAT );
	$prefix = setting( 'WORDPRESS_TABLE_PREFIX', 'wp_' );
	$query  = "INSERT INTO `{$prefix}options` (option_name, option_value, autoload) VALUES (?, ?, 'off') ON DUPLICATE KEY UPDATE option_value = VALUES(option_value)";
	$database->prepare( $query )->execute( array( RESTORE_MARK, $now ) );
	// Written over, never cut first: a backup at that moment has one mark or the other.
	$path = restore_mark_folder() . RESTORE_MARK_FILE;
	$file = @fopen( $path, 'c' );
	if ( false === $file || false === @fwrite( $file, "$now\n" ) ) {
		log_line( "the mark $path cannot be written: a test of a restore of the files will fail" );
	}
}

/** Seconds since 1970 of the database's mark; null without one. */
function restore_mark_of( \mysqli $database ): ?int {
	$prefix = setting( 'WORDPRESS_TABLE_PREFIX', 'wp_' );
	$query  = $database->prepare( "SELECT option_value FROM `{$prefix}options` WHERE option_name = ?" );
	$query->execute( array( RESTORE_MARK ) );
	return restore_mark_time( (string) ( $query->get_result()->fetch_row()[0] ?? '' ) );
}

/** Seconds since 1970 of a mark; null for what is none. */
function restore_mark_time( string $mark ): ?int {
	$time = \DateTimeImmutable::createFromFormat( '!' . RESTORE_MARK_FORMAT, trim( $mark ), new \DateTimeZone( 'UTC' ) );
	return false === $time ? null : $time->getTimestamp();
}
