<?php
/**
 * Tells CloudFront to forget its pages when something that visitors see has changed. The request that changed it is
 * answered first, and a failure is a line on the log: pages expire by themselves soon.
 */

namespace WpImage;

require_once dirname( __DIR__ ) . '/aws/client.php';

/** Seconds between two purges: changes in between are purged together. Fifteen may run at a time ("Quotas on invalidations"). */
const CDN_PURGE_INTERVAL = 30;

const CDN_PURGE_EVENT      = 'wp_image_cdn_purge';
const CDN_PURGED           = 'wp_image_cdn_purged';
const CDN_DISTRIBUTION     = 'wp_image_cdn_distribution';
const CDN_DISTRIBUTION_TTL = 3600;

/**
 * Now, unless that was done a moment ago, and once more when the other containers' page caches have expired too: what
 * CloudFront fetched from one of them in between may be the old page. Each change moves that second time on.
 */
function purge_cdn_soon(): void {
	wp_clear_scheduled_hook( CDN_PURGE_EVENT );
	wp_schedule_single_event( time() + max( CDN_PURGE_INTERVAL, 5 + (int) setting( 'WP_PAGE_CACHE_TTL', 60 ) ), CDN_PURGE_EVENT );
	if ( false === get_transient( CDN_PURGED ) ) {
		purge_cdn();
	}
}

/** All pages: a post shows on its own page, in lists, in feeds and in sidebars, and one wildcard is one path to AWS. */
function purge_cdn(): void {
	if ( function_exists( 'fastcgi_finish_request' ) ) {
		fastcgi_finish_request();
	}
	set_transient( CDN_PURGED, 1, CDN_PURGE_INTERVAL );
	try {
		$id   = distribution_id();
		$body = '<?xml version="1.0" encoding="UTF-8"?><InvalidationBatch xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Paths><Quantity>1</Quantity>'
			. '<Items><Path>/*</Path></Items></Paths><CallerReference>' . bin2hex( random_bytes( 16 ) ) . '</CallerReference></InvalidationBatch>';
		aws_call( 'cloudfront', 'us-east-1', 'cloudfront.amazonaws.com', 'POST', "/2020-05-31/distribution/$id/invalidation", array( 'content-type' => 'application/xml' ), $body );
	} catch ( AwsFailure $failure ) {
		if ( 404 === $failure->status ) {
			delete_transient( CDN_DISTRIBUTION );
		}
		log_line( 'the CDN was not purged, its pages expire by themselves: ' . $failure->getMessage() );
	}
}

/**
 * Id of the distribution, which is made after the service: it stands in a parameter of Systems Manager.
 *
 * @throws AwsFailure
 */
function distribution_id(): string {
	$known = get_transient( CDN_DISTRIBUTION );
	if ( is_string( $known ) ) {
		return $known;
	}
	$arn    = setting( 'WP_CDN_PARAMETER' );
	$region = explode( ':', $arn )[3];
	$answer = aws_call(
		'ssm',
		$region,
		"ssm.$region.amazonaws.com",
		'POST',
		'/',
		array( 'content-type' => 'application/x-amz-json-1.1', 'x-amz-target' => 'AmazonSSM.GetParameter' ),
		(string) wp_json_encode( array( 'Name' => $arn ) )
	);
	$id     = json_decode( $answer, true )['Parameter']['Value'] ?? '';
	if ( 1 !== preg_match( '/^[A-Z0-9]{6,32}$/D', $id ) ) {
		throw new AwsFailure( "$arn holds no id of a distribution" );
	}
	set_transient( CDN_DISTRIBUTION, $id, CDN_DISTRIBUTION_TTL );
	return $id;
}

if ( null !== setting( 'WP_CDN_PARAMETER' ) ) {
	add_action( VISIBLE_CHANGE, __NAMESPACE__ . '\purge_cdn_soon', 20, 0 );
	add_action( CDN_PURGE_EVENT, __NAMESPACE__ . '\purge_cdn', 10, 0 );
}
