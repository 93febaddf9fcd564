<?php
/**
 * Which of WordPress's events are due, read from the database without loading WordPress: in an ordinary minute none is.
 */

namespace WpImage;

require_once __DIR__ . '/database.php';

/** Seconds that the oldest due event has been due; null when none is, or WordPress is not installed. */
function oldest_due_seconds( \mysqli $database ): ?int {
	$prefix = setting( 'WORDPRESS_TABLE_PREFIX', 'wp_' );
	if ( null === installed_schema( $database ) ) {
		return null;
	}
	$value    = $database->query( "SELECT option_value FROM `{$prefix}options` WHERE option_name = 'cron'" )->fetch_row()[0] ?? '';
	$schedule = @unserialize( $value, array( 'allowed_classes' => false ) );
	// Its keys are times, but for "version".
	$times = array_filter( array_keys( is_array( $schedule ) ? $schedule : array() ), 'is_int' );
	$age   = array() === $times ? -1 : time() - min( $times );
	return $age >= 0 ? $age : null;
}
