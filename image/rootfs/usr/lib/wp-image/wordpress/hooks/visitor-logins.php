<?php
/**
 * A gate before wp-login.php (WP_ADMIN_GATE) lets two of its actions through, which visitors need. It knows them by the query, and WordPress
 * takes the action from the body if there is one: so a request whose query names one of them does that and nothing else.
 */

namespace WpImage;

/** What each of them takes of the query and of the body. */
const VISITOR_ACTIONS = array(
	'postpass'      => array( array(), array( 'post_password', 'redirect_to' ) ),
	'confirmaction' => array( array( 'request_id', 'confirm_key' ), array() ),
);

/** The first of them that a gate may see in a query: gates compare without regard to case, and one may decode what another leaves. */
function visitor_action( string $query ): ?string {
	foreach ( preg_split( '/[&;]/', $query ) as $parameter ) {
		list( $name, $value ) = array_map( static fn ( string $part ): string => strtolower( trim( urldecode( $part ) ) ), explode( '=', "$parameter=", 3 ) );
		if ( 'action' === $name && isset( VISITOR_ACTIONS[ $value ] ) ) {
			return $value;
		}
	}
	return null;
}

/** Leaves a request to wp-login.php what its action takes. */
function narrow_login(): void {
	$action = visitor_action( (string) ( $_SERVER['QUERY_STRING'] ?? '' ) );
	if ( null === $action ) {
		return;
	}
	list( $query, $body ) = array_map( 'array_flip', VISITOR_ACTIONS[ $action ] );

	$_GET     = array( 'action' => $action ) + array_intersect_key( $_GET, $query );
	$_POST    = array_intersect_key( $_POST, $body );
	$_REQUEST = $_GET + $_POST;
}

if ( is_on( 'WP_ADMIN_GATE' ) && 'wp-login.php' === basename( (string) ( $_SERVER['SCRIPT_FILENAME'] ?? '' ) ) ) {
	narrow_login();
}
