<?php
/**
 * A FastCGI client, just large enough to run one script in php-fpm without a web server.
 * https://fastcgi-archives.github.io/FastCGI_Specification.html
 */

namespace WpImage;

/** A pool of php-fpm that answers also while all workers of the site are busy; all pools share one opcache. */
const FPM_SOCKET = '/run/php/health.sock';

/** Where php-fpm tells of the site's workers. */
const FPM_STATUS_SOCKET = '/run/php/status.sock';

/** The body of php-fpm's answer to a GET of this script. @throws \RuntimeException when it does not answer */
function fpm_request( string $script, string $query = '', string $socket = FPM_SOCKET ): string {
	$stream = @stream_socket_client( "unix://$socket", $code, $message, 2 );
	if ( false === $stream ) {
		throw new \RuntimeException( "php-fpm does not answer at $socket: $message" );
	}
	stream_set_timeout( $stream, 5 );
	$parameters = '';
	$variables  = array(
		'SCRIPT_FILENAME' => $script,
		'SCRIPT_NAME'     => $script,
		'REQUEST_URI'     => $script,
		'QUERY_STRING'    => $query,
		'REQUEST_METHOD'  => 'GET',
		'SERVER_PROTOCOL' => 'HTTP/1.1',
		'REMOTE_ADDR'     => '127.0.0.1',
	);
	foreach ( $variables as $name => $value ) {
		$parameters .= chr( strlen( $name ) ) . pack( 'N', strlen( $value ) | 0x80000000 ) . $name . $value;
	}
	// BEGIN_REQUEST as responder, PARAMS and its end, the end of STDIN.
	fwrite( $stream, fcgi_record( 1, pack( 'nCx5', 1, 0 ) ) . fcgi_record( 4, $parameters ) . fcgi_record( 4, '' ) . fcgi_record( 5, '' ) );

	$output = '';
	while ( 8 === strlen( $header = (string) stream_get_contents( $stream, 8 ) ) ) {
		$record  = unpack( 'Cversion/Ctype/nid/nlength/Cpadding', $header );
		$content = $record['length'] > 0 ? (string) stream_get_contents( $stream, $record['length'] ) : '';
		if ( $record['padding'] > 0 ) {
			stream_get_contents( $stream, $record['padding'] );
		}
		if ( 6 === $record['type'] ) {
			$output .= $content;
		} elseif ( 3 === $record['type'] ) {
			return explode( "\r\n\r\n", $output, 2 )[1] ?? '';
		}
	}
	throw new \RuntimeException( "php-fpm ended its answer at $socket too early" );
}

/** What php-fpm says of the site's workers; null when it says nothing. @return array<string, int|string>|null */
function pool_state(): ?array {
	try {
		return json_decode( fpm_request( '/-/status', 'json', FPM_STATUS_SOCKET ), true );
	} catch ( \RuntimeException ) {
		return null;
	}
}

function fcgi_record( int $type, string $content ): string {
	return pack( 'CCnnCx', 1, $type, 1, strlen( $content ), 0 ) . $content;
}
