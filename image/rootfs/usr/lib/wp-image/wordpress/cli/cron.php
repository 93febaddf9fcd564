<?php
/**
 * wp-image cron: see HELP.
 */

namespace WpImage;

require_once __DIR__ . '/console.php';
require_once __DIR__ . '/database.php';

const HELP = <<<'TEXT'
	Usage: wp-image cron

	Runs WordPress's due events once, without HTTP. While another container runs them, or this one stops, nothing is done.

	Exit codes: 0 done, or nothing to do · 64 wrong arguments · 75 the database did not answer
	TEXT;

options( HELP );
if ( file_exists( '/run/stopping' ) ) {
	exit( EXIT_DONE );
}

$database = await_database( 0 );
if ( null === installed_schema( $database ) || ! lock_site( $database, 'cron', 0 ) ) {
	exit( EXIT_DONE );
}

// What wp-cron.php does with a lock of its own, which two containers can take at the same instant.
define( 'DOING_CRON', true );
load_wordpress();
wp_raise_memory_limit( 'cron' );

foreach ( wp_get_ready_cron_jobs() as $timestamp => $hooks ) {
	foreach ( $hooks as $hook => $events ) {
		foreach ( $events as $event ) {
			if ( file_exists( '/run/stopping' ) ) {
				exit( EXIT_DONE );
			}
			if ( $event['schedule'] ) {
				$result = wp_reschedule_event( $timestamp, $event['schedule'], $hook, $event['args'], true );
				if ( is_wp_error( $result ) ) {
					log_line( "the event $hook cannot be scheduled again: " . $result->get_error_message() );
				}
			}
			// Taken off first, so that an event which crashes is not run each minute.
			$result = wp_unschedule_event( $timestamp, $hook, $event['args'], true );
			if ( is_wp_error( $result ) ) {
				log_line( "the event $hook cannot be taken off the schedule: " . $result->get_error_message() );
			}
			do_action_ref_array( $hook, $event['args'] );
		}
	}
}
