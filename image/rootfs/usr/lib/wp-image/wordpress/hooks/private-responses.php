<?php
/**
 * What WordPress answers to somebody it knows (login, comment author, post password, cart), and what a plugin forbids to
 * cache, is stored by nobody. nginx does not store it either; this speaks to CDNs and browsers, and holds for plugins that
 * send no header.
 */

namespace WpImage;

const PERSONAL_COOKIES = '/^(wordpress_logged_in_|wordpress_sec_|wp-postpass_|comment_author_|woocommerce_(items_in_cart|cart_hash)|wp_woocommerce_session_|edd_items_in_cart)/';

/** Scripts that give the same bytes to everybody and have their version in the URL. */
const SHARED_SCRIPTS = '#/wp-admin/load-(scripts|styles)\.php$#';

/** Whether a plugin has said that this page may not be cached, in the way that all page caches of WordPress know. */
function is_cache_forbidden(): bool {
	return defined( 'DONOTCACHEPAGE' ) && DONOTCACHEPAGE;
}

function is_personal_request(): bool {
	return array() !== array_filter( array_keys( $_COOKIE ), static fn ( $name ): bool => 1 === preg_match( PERSONAL_COOKIES, (string) $name ) )
		&& ! preg_match( SHARED_SCRIPTS, $_SERVER['SCRIPT_FILENAME'] ?? '' );
}

if ( 'cli' !== PHP_SAPI ) {
	header_register_callback(
		static function (): void {
			if ( preg_match( SHARED_SCRIPTS, $_SERVER['SCRIPT_FILENAME'] ?? '' ) && ! is_on( 'WP_PUBLIC_USERS' ) ) {
				// WordPress's version; the address changes with it.
				header_remove( 'ETag' );
			}
			if ( is_personal_request() ) {
				header( 'Cache-Control: no-cache, no-store, must-revalidate, max-age=0, private' );
			} elseif ( is_cache_forbidden() ) {
				header( 'Cache-Control: no-cache, no-store, must-revalidate, max-age=0' );
				header( 'X-Accel-Expires: 0' );
			}
		}
	);
}
