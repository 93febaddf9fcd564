<?php
/**
 * Strangers learn neither the names that people log in with nor the version of WordPress. WP_PUBLIC_USERS opens it. What an
 * author has signed (the display name, the author's own page that a theme links to) is public as ever.
 */

namespace WpImage;

if ( is_on( 'WP_PUBLIC_USERS' ) ) {
	return;
}

/** Codes of WordPress's errors that say which part of a login was right. */
const TELLING_ERRORS = array( 'invalid_username', 'invalid_email', 'incorrect_password', 'invalidcombo' );

add_filter(
	'rest_request_before_callbacks',
	static fn ( mixed $response, mixed $handler, \WP_REST_Request $request ): mixed =>
		preg_match( '#^/wp/v2/users(/|$)#', $request->get_route() ) && ! is_user_logged_in()
			? new \WP_Error( 'rest_user_cannot_view', __( 'Sorry, you are not allowed to list users.' ), array( 'status' => 401 ) )
			: $response,
	10,
	3
);

// ?author=1 leads to the name; the page of an author by name stays.
add_action(
	'parse_request',
	static function ( \WP $wp ): void {
		if ( isset( $wp->query_vars['author'] ) && ! is_user_logged_in() ) {
			$wp->query_vars = array( 'error' => '404' );
		}
	},
	1
);

add_filter( 'wp_sitemaps_add_provider', static fn ( mixed $provider, string $name ): mixed => 'users' === $name ? false : $provider, 10, 2 );
add_filter( 'oembed_response_data', static fn ( array $data ): array => array_diff_key( $data, array( 'author_url' => 1 ) ) );

add_filter(
	'authenticate',
	static fn ( mixed $user ): mixed => is_wp_error( $user ) && in_array( $user->get_error_code(), TELLING_ERRORS, true )
		? new \WP_Error( 'incorrect_login', __( '<strong>Error:</strong> The username or the password is not right.' ) )
		: $user,
	PHP_INT_MAX
);

// A lost password is answered alike, whether there is such a user or not.
add_action(
	'lostpassword_post',
	static function ( \WP_Error $errors, mixed $user ): void {
		if ( ! $user && array() === array_diff( $errors->get_error_codes(), TELLING_ERRORS ) && 'wp-login.php' === ( $GLOBALS['pagenow'] ?? '' ) ) {
			wp_safe_redirect( 'wp-login.php?checkemail=confirm' );
			exit;
		}
	},
	10,
	2
);

add_filter( 'the_generator', '__return_empty_string' );

/** What stands in place of WordPress's version: changes with it, and is the same in all containers. */
function hidden_version(): string {
	return substr( wp_hash( $GLOBALS['wp_version'] ), 0, 10 );
}

/** A file's address without WordPress's version. */
function without_version( mixed $address ): mixed {
	return is_string( $address ) ? str_replace( "ver={$GLOBALS['wp_version']}", 'ver=' . hidden_version(), $address ) : $address;
}

foreach ( array( 'style_loader_src', 'script_loader_src', 'script_module_loader_src' ) as $filter ) {
	add_filter( $filter, __NAMESPACE__ . '\without_version', PHP_INT_MAX );
}
foreach ( array( 'wp_default_styles', 'wp_default_scripts' ) as $action ) {
	add_action( $action, static fn ( \WP_Dependencies $files ) => $files->default_version = hidden_version(), PHP_INT_MAX );
}
