<?php
/**
 * An object of S3 from a stream of unknown length, put there with the rights of the task's role: in parts, of which S3 makes the
 * object at the end (S3 user guide, "Uploading and copying objects using multipart upload"). What breaks off leaves no object.
 */

namespace WpImage;

require_once __DIR__ . '/download.php';

/** How often one part is sent. */
const UPLOAD_TRIES = 4;

/** Seconds that one part may take. */
const UPLOAD_SECONDS = 300;

final class Upload {
	/** S3 takes 10,000 parts of at least 5 MiB: 2,500 of each of four sizes are 586 GiB. */
	private const PART  = 16 << 20;
	private const STEP  = 2500;

	private string $waiting = '';
	private ?string $id     = null;

	/** @var string[] what S3 calls the parts, by their number */
	private array $parts = array();

	public function __construct( private readonly string $address ) {}

	/** @throws AwsFailure */
	public function write( string $bytes ): void {
		$this->waiting .= $bytes;
		$size           = self::PART << min( 3, intdiv( count( $this->parts ), self::STEP ) );
		while ( strlen( $this->waiting ) >= $size ) {
			$this->send( substr( $this->waiting, 0, $size ) );
			$this->waiting = substr( $this->waiting, $size );
		}
	}

	/** @throws AwsFailure */
	public function finish(): void {
		if ( null === $this->id ) {
			upload( $this->address, $this->waiting );
			return;
		}
		if ( '' !== $this->waiting ) {
			$this->send( $this->waiting );
		}
		$list = '';
		foreach ( $this->parts as $number => $tag ) {
			$list .= "<Part><PartNumber>$number</PartNumber><ETag>$tag</ETag></Part>";
		}
		[ , $answer ] = s3_request( $this->address, 'POST', 'uploadId=' . rawurlencode( $this->id ), "<CompleteMultipartUpload>$list</CompleteMultipartUpload>" );
		// S3 answers 200 before it knows (API reference, "CompleteMultipartUpload").
		if ( str_contains( $answer, '<Error>' ) ) {
			throw new AwsFailure( 's3 did not put the parts together: ' . substr( strip_tags( $answer ), 0, 200 ) );
		}
		$this->id = null;
	}

	/** Gives up: S3 forgets the parts. */
	public function __destruct() {
		if ( null !== $this->id ) {
			try {
				s3_request( $this->address, 'DELETE', 'uploadId=' . rawurlencode( $this->id ), '' );
			} catch ( AwsFailure ) {
				// The bucket's rule ends it within a day.
				return;
			}
		}
	}

	/** @throws AwsFailure */
	private function send( string $part ): void {
		if ( null === $this->id ) {
			[ , $answer ] = s3_request( $this->address, 'POST', 'uploads=', '' );
			if ( ! preg_match( '~<UploadId>([^<]+)</UploadId>~', $answer, $match ) ) {
				throw new AwsFailure( 's3 begins no upload: ' . substr( strip_tags( $answer ), 0, 200 ) );
			}
			$this->id = html_entity_decode( $match[1] );
		}
		$number        = count( $this->parts ) + 1;
		[ $headers ]   = s3_request( $this->address, 'PUT', "partNumber=$number&uploadId=" . rawurlencode( $this->id ), $part );
		$this->parts[ $number ] = $headers['etag'] ?? throw new AwsFailure( 's3 names no part' );
	}
}

/** Puts a text as a whole. @throws AwsFailure */
function upload( string $address, string $body ): void {
	s3_request( $address, 'PUT', '', $body );
}

/**
 * One request about an object; a server that fails is asked again.
 *
 * @param string $query as it goes over the wire, its parameters in the order of their names
 * @return array{array<string, string>, string} headers by lowercase name, and the body
 * @throws AwsFailure
 */
function s3_request( string $address, string $method, string $query, string $body ): array {
	$endpoint = s3_endpoint( $address );
	$url      = parse_url( $endpoint );
	$region   = explode( '.', (string) parse_url( $address, PHP_URL_HOST ) )[2] ?? '';
	for ( $try = 1; ; $try++ ) {
		$headers  = array( 'host' => $url['host'] . ( isset( $url['port'] ) ? ":{$url['port']}" : '' ), 'x-amz-content-sha256' => hash( 'sha256', $body ) );
		$request  = new AwsRequest( 's3', $region, $method, (string) $url['path'], $query, $headers, $body );
		$signed   = $request->signed( task_credentials(), time() );
		$answered = array();
		$handle   = curl_init( $endpoint . ( '' === $query ? '' : "?$query" ) );
		curl_setopt_array(
			$handle,
			array(
				CURLOPT_CUSTOMREQUEST  => $method,
				CURLOPT_POSTFIELDS     => $body,
				CURLOPT_HTTPHEADER     => array( 'expect:', 'content-type:', ...array_map( static fn ( string $name, string $value ): string => "$name: $value", array_keys( $signed ), $signed ) ),
				CURLOPT_RETURNTRANSFER => true,
				CURLOPT_CONNECTTIMEOUT => 5,
				CURLOPT_TIMEOUT        => UPLOAD_SECONDS,
				CURLOPT_NOSIGNAL       => true,
				CURLOPT_HEADERFUNCTION => static function ( $handle, string $line ) use ( &$answered ): int {
					$parts = explode( ':', $line, 2 );
					if ( isset( $parts[1] ) ) {
						$answered[ strtolower( $parts[0] ) ] = trim( $parts[1] );
					}
					return strlen( $line );
				},
			)
		);
		$answer = curl_exec( $handle );
		$status = curl_getinfo( $handle, CURLINFO_RESPONSE_CODE );
		if ( $status >= 200 && $status < 300 ) {
			return array( $answered, (string) $answer );
		}
		if ( ( $status >= 400 && $status < 500 ) || $try >= UPLOAD_TRIES ) {
			throw new AwsFailure( false === $answer ? 's3 does not answer: ' . curl_error( $handle ) : "s3 answers $status: " . substr( trim( (string) preg_replace( '/\s+/', ' ', strip_tags( (string) $answer ) ) ), 0, 200 ), $status );
		}
		sleep( $try );
	}
}
