<?php
/**
 * Loads WordPress as a page does, in a worker that serves pages, and says whether a fatal error of PHP kept it from that.
 * WordPress may end earlier by itself: because the database does not answer, or the site is not installed yet.
 */

namespace WpImage;

/** Errors after which PHP goes on with nothing. */
const FATAL_ERRORS = E_ERROR | E_PARSE | E_CORE_ERROR | E_COMPILE_ERROR | E_USER_ERROR | E_RECOVERABLE_ERROR;

// Before WordPress, whose own handler of fatal errors ends the request, and would write mails about this one.
register_shutdown_function(
	static function (): void {
		$error = error_get_last();
		$fails = null !== $error && 0 !== ( $error['type'] & FATAL_ERRORS );
		if ( $fails && str_starts_with( $error['file'], VOLUME_ROOT ) ) {
			// Its owner can repair it in wp-admin only while a container serves it.
			log_line( 'WordPress does not load because of code on the volume; the container serves it all the same' );
			$fails = false;
		}
		// Whatever plugins have printed or keep in buffers, this is the last line.
		while ( ob_get_level() > 0 && ob_end_clean() ) {
			continue;
		}
		echo "\n", $fails ? 'WordPress failed' : 'WordPress loaded';
	}
);
preset_hook( 'wp_fatal_error_handler_enabled', static fn (): bool => false );

require_once dirname( __DIR__ ) . '/cli/console.php';
load_wordpress();
