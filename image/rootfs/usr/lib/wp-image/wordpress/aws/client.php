<?php
/**
 * Calls to AWS with the rights of the task: its role's credentials come from an address that ECS tells the container.
 */

namespace WpImage;

require_once __DIR__ . '/signature.php';

/** Where ECS answers with the task's credentials (ECS developer guide, "Task IAM role"). */
const CREDENTIALS_HOST = 'http://169.254.170.2';

/** Seconds that one call may take unless it says otherwise; nobody waits for it but this worker. */
const AWS_TIMEOUT = 3;

/** A call to AWS that did not do what it should. The message names no credentials. */
final class AwsFailure extends \RuntimeException {
	/** @param int $status what AWS answered; 0 when it did not */
	public function __construct( string $message, public readonly int $status = 0 ) {
		parent::__construct( $message );
	}
}

/**
 * Sends a request of the task's role.
 *
 * @param array<string, string> $headers by lowercase name
 * @return string what AWS answers
 * @throws AwsFailure
 */
function aws_call( string $service, string $region, string $host, string $method, string $path, array $headers, string $body, int $seconds = AWS_TIMEOUT ): string {
	// The names that AWS's own SDKs look for; with them a test or a proxy stands for the service, or for all.
	$endpoint = getenv( 'AWS_ENDPOINT_URL_' . strtoupper( $service ) ) ?: getenv( 'AWS_ENDPOINT_URL' ) ?: "https://$host";
	$url      = parse_url( $endpoint );
	$request  = new AwsRequest( $service, $region, $method, $path, '', array( ...$headers, 'host' => $url['host'] . ( isset( $url['port'] ) ? ":{$url['port']}" : '' ) ), $body );
	return aws_http( $service, $method, rtrim( $endpoint, '/' ) . $path, $request->signed( task_credentials(), time() ), $body, $seconds );
}

/**
 * @return array{AccessKeyId: string, SecretAccessKey: string, Token?: string, Expiration?: string}
 * @throws AwsFailure
 */
function task_credentials(): array {
	$relative = getenv( 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI' );
	$address  = $relative ? CREDENTIALS_HOST . $relative : (string) getenv( 'AWS_CONTAINER_CREDENTIALS_FULL_URI' );
	if ( '' === $address ) {
		throw new AwsFailure( 'ECS gives this container no credentials: the task has no role' );
	}
	$credentials = json_decode( aws_http( 'credentials', 'GET', $address, array(), '' ), true );
	if ( ! isset( $credentials['AccessKeyId'], $credentials['SecretAccessKey'] ) ) {
		throw new AwsFailure( 'the answer of the credentials endpoint holds no credentials' );
	}
	return $credentials;
}

/**
 * One request, past the plugins: none of them sees the task's credentials.
 *
 * @param array<string, string> $headers
 * @throws AwsFailure
 */
function aws_http( string $what, string $method, string $url, array $headers, string $body, int $seconds = AWS_TIMEOUT ): string {
	$handle = curl_init( $url );
	curl_setopt_array(
		$handle,
		array(
			CURLOPT_CUSTOMREQUEST  => $method,
			CURLOPT_POSTFIELDS     => 'GET' === $method ? null : $body,
			// Without an Expect header curl does not wait a second before it sends a large body.
			CURLOPT_HTTPHEADER     => array( 'expect:', ...array_map( static fn ( $name, $value ): string => "$name: $value", array_keys( $headers ), $headers ) ),
			CURLOPT_RETURNTRANSFER => true,
			CURLOPT_FOLLOWLOCATION => false,
			CURLOPT_CONNECTTIMEOUT => 1,
			CURLOPT_TIMEOUT        => $seconds,
			CURLOPT_NOSIGNAL       => true,
		)
	);
	$answer = curl_exec( $handle );
	$status = curl_getinfo( $handle, CURLINFO_RESPONSE_CODE );
	if ( false === $answer ) {
		throw new AwsFailure( "$what does not answer: " . curl_error( $handle ) );
	}
	if ( $status < 200 || $status > 299 ) {
		throw new AwsFailure( "$what answers $status: " . substr( trim( (string) preg_replace( '/\s+/', ' ', strip_tags( $answer ) ) ), 0, 200 ), $status );
	}
	return $answer;
}
