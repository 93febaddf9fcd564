<?php
/**
 * wp-image purge: see HELP.
 */

namespace WpImage;

require_once __DIR__ . '/console.php';
require_once __DIR__ . '/fastcgi.php';
require_once dirname( __DIR__ ) . '/page-cache-files.php';

const HELP = <<<'TEXT'
	Usage: wp-image purge

	Empties the page cache of this container and lets its PHP read all files anew. Other containers are not touched.

	Exit codes: 0 done · 64 wrong arguments · 69 php-fpm does not answer (the page cache is empty all the same)
	TEXT;

options( HELP );
$pages = purge_page_cache();
try {
	$opcache = fpm_request( dirname( __DIR__ ) . '/fpm/forget-files.php' );
} catch ( \RuntimeException $error ) {
	fail( EXIT_UNAVAILABLE, "removed $pages cached pages; " . $error->getMessage() );
}
if ( ! in_array( $opcache, array( 'reset', 'off' ), true ) ) {
	fail( EXIT_UNAVAILABLE, "removed $pages cached pages; php-fpm did not reset its opcache" );
}
say( "removed $pages cached pages; opcache: $opcache" );
