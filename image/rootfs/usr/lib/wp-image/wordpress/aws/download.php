<?php
/**
 * An object of S3 as a stream, fetched with the rights of the task's role. What breaks off is asked for again from where it broke
 * off (S3 user guide, "Downloading objects": Range).
 */

namespace WpImage;

require_once __DIR__ . '/client.php';

/** How often a download that breaks off is taken up again without a further byte. */
const DOWNLOAD_TRIES = 5;

/** SHA-256 of a body of no bytes, which S3 wants named (S3 API reference, "Authenticating requests"). */
const EMPTY_BODY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/**
 * @param string          $address https://BUCKET.s3.REGION.amazonaws.com/KEY, whose key needs no escapes
 * @param callable(string) $take   gets the bytes in order
 * @throws AwsFailure when S3 refuses, or goes on breaking off
 */
function download( string $address, callable $take ): void {
	$taken = 0;
	$tries = 0;
	while ( true ) {
		$before = $taken;
		$status = 0;
		$total  = null;
		$answer = '';
		$handle = curl_init( s3_endpoint( $address ) );
		curl_setopt_array(
			$handle,
			array(
				CURLOPT_HTTPHEADER      => s3_headers( $address, $taken ),
				CURLOPT_CONNECTTIMEOUT  => 5,
				// A connection that stands still is given up.
				CURLOPT_LOW_SPEED_LIMIT => 1,
				CURLOPT_LOW_SPEED_TIME  => 30,
				CURLOPT_NOSIGNAL        => true,
				CURLOPT_HEADERFUNCTION  => static function ( $handle, string $line ) use ( &$total ): int {
					if ( preg_match( '/^content-range:\s*bytes \d+-\d+\/(\d+)/i', $line, $match ) ) {
						$total = (int) $match[1];
					}
					return strlen( $line );
				},
				CURLOPT_WRITEFUNCTION   => static function ( $handle, string $bytes ) use ( &$taken, &$answer, &$status, $take ): int {
					$status = curl_getinfo( $handle, CURLINFO_RESPONSE_CODE );
					if ( 206 !== $status ) {
						$answer .= $bytes;
						return strlen( $answer ) > 10000 ? 0 : strlen( $bytes );
					}
					$take( $bytes );
					$taken += strlen( $bytes );
					return strlen( $bytes );
				},
			)
		);
		curl_exec( $handle );
		$status = curl_getinfo( $handle, CURLINFO_RESPONSE_CODE );
		if ( 206 === $status && $taken === $total ) {
			return;
		}
		if ( $status >= 400 && $status < 500 ) {
			throw new AwsFailure( "s3 answers $status: " . substr( trim( (string) preg_replace( '/\s+/', ' ', strip_tags( $answer ) ) ), 0, 200 ), $status );
		}
		$tries = $taken > $before ? 0 : $tries + 1;
		if ( $tries >= DOWNLOAD_TRIES ) {
			throw new AwsFailure( "s3 does not answer after $taken bytes: " . ( curl_error( $handle ) ?: "status $status" ), $status );
		}
		sleep( $tries );
	}
}

/** Where to ask. What stands for S3, by the name that AWS's own SDKs look for, has the bucket in its path. */
function s3_endpoint( string $address ): string {
	$endpoint = getenv( 'AWS_ENDPOINT_URL_S3' ) ?: getenv( 'AWS_ENDPOINT_URL' );
	$bucket   = explode( '.', (string) parse_url( $address, PHP_URL_HOST ) )[0];
	return $endpoint ? rtrim( $endpoint, '/' ) . "/$bucket" . parse_url( $address, PHP_URL_PATH ) : $address;
}

/** @return string[] */
function s3_headers( string $address, int $from ): array {
	$url     = parse_url( s3_endpoint( $address ) );
	$host    = $url['host'] . ( isset( $url['port'] ) ? ":{$url['port']}" : '' );
	$region  = explode( '.', (string) parse_url( $address, PHP_URL_HOST ) )[2] ?? '';
	$headers = array( 'host' => $host, 'range' => "bytes=$from-", 'x-amz-content-sha256' => EMPTY_BODY );
	$request = new AwsRequest( 's3', $region, 'GET', (string) $url['path'], '', $headers, '' );
	$signed  = $request->signed( task_credentials(), time() );
	return array_map( static fn ( string $name, string $value ): string => "$name: $value", array_keys( $signed ), $signed );
}
