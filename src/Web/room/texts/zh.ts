/** Chinese; the table whose keys every other language must have. {0}, {1} are filled in. */
export const zh = {
  // Door
  product: '会堂', quickMeeting: '快速会议', quickMeetingOf: '{0}的快速会议', joinTitle: '加入会议', meetingCode: '会议号', codeHint: '9 位数字', codeBad: '会议号应为 9 位数字', yourName: '您的名字', nameHint: '1–20 个字，会议中的人都能看到',
  nameNeeded: '请输入您的名字', password: '会议密码', passwordHint: '会议有密码时填写', join: '加入会议', joining: '正在加入…', signedInAs: '以 {0} 的身份加入', signIn: '登录后加入',
  guestNote: '您将以访客身份加入', preview: '摄像头预览', cameraOffPreview: '摄像头已关闭', cameraStarting: '正在打开摄像头…', testSpeaker: '测试扬声器', microphone: '麦克风', camera: '摄像头', speaker: '扬声器',
  defaultDevice: '系统默认', noDevice: '未找到设备', deviceN: '设备 {0}', inputLevel: '输入音量', mirrorPicture: '镜像我的画面', listenOnly: '没有麦克风和摄像头也可以加入，只听和看。', devices: '设备',
  turnMicOn: '打开麦克风', turnMicOff: '关闭麦克风', turnCameraOn: '打开摄像头', turnCameraOff: '关闭摄像头', micIsOn: '麦克风已开', micIsOff: '麦克风已关', cameraIsOn: '摄像头已开', cameraIsOff: '摄像头已关',
  // Refusals
  refuse_check: '会议号或密码不正确，请检查后再试。', refuse_not_started: '会议还没有开始。预定开始时间：{0}', refuse_not_started_plain: '会议还没有开始，请稍后再试。', refuse_invited: '这场会议仅限受邀成员加入，请使用受邀的帐号登录。',
  refuse_internal: '这场会议仅限企业内部成员加入，请登录后再试。', refuse_sign_in: '加入这场会议需要先登录。', refuse_locked: '会议已锁定，暂时无法加入。请联系主持人。', refuse_closed: '会议已经结束。',
  refuse_too_many: '尝试次数过多，请稍等一会儿再试。', refuse_banned: '主持人不允许您再次加入这场会议。', refuse_full: '会议人数已达上限，暂时无法加入。', refuse_offline: '无法连接服务器，请检查网络后再试。', refuse_other: '暂时无法加入会议，请稍后再试。（{0}）',
  // Waiting
  entering: '正在进入会议…', waitingLobby: '您已进入等候室，主持人同意后即可入会。', waitingHost: '会议还没有主持人，主持人到达后即可入会。', waitingChat: '主持人的消息', leaveWaiting: '离开等候室',
  // Over
  gone_left: '您已离开会议', gone_removed: '您已被移出会议', gone_denied: '主持人没有同意您入会', gone_ended: '会议已结束', gone_replaced: '您已在其他地方进入这场会议', gone_locked: '会议已锁定', gone_expired: '加入凭证已失效', gone_lost: '连接已断开',
  gone_other: '您已不在会议中', goneHint_left: '感谢您的参与。', goneHint_removed: '主持人将您移出了会议。', goneHint_denied: '如有疑问，请联系主持人。', goneHint_ended: '感谢您的参与。', goneHint_replaced: '同一帐号只能在一处参会，这个页面已断开。',
  goneHint_locked: '主持人锁定了会议，请联系主持人。', goneHint_expired: '请重新加入会议。', goneHint_lost: '网络中断时间过长。网络恢复后可以重新加入。', goneHint_other: '', goneStay: '本次参会 {0}', rejoin: '重新加入', backHome: '返回首页', noReturn: '您不能再次加入这场会议。',
  // Bar
  mic: '麦克风', unmute: '解除静音', mute: '静音', startVideo: '开启视频', stopVideo: '停止视频', share: '共享屏幕', stopShare: '结束共享', participants: '成员', chat: '聊天', hand: '举手', handDown: '手放下', reactions: '表情', view: '视图', more: '更多', leave: '离开',
  leaveMeeting: '离开会议', endForAll: '结束会议', endConfirmTitle: '结束会议', endConfirm: '所有 {0} 位成员将离开“{1}”，会议随即结束。', leaveConfirmHost: '您是主持人。离开后，主持人身份将自动交给其他成员。', cancel: '取消', confirm: '确定', close: '关闭', ok: '知道了',
  gallery: '宫格视图', speakerView: '演讲者视图', perPage9: '每页 9 人', perPage25: '每页 25 人', hideNonVideo: '隐藏未开视频的成员', fullScreen: '全屏', exitFullScreen: '退出全屏', settings: '设置', hostTools: '主持人工具', meetingInfo: '会议信息', takeHost: '收回主持人',
  // Stage
  me: '我', myself: '{0}（我）', comma: '、', host: '主持人', cohost: '联席主持人', guest: '访客', pin: '固定画面', unpin: '取消固定', previousPage: '上一页', nextPage: '下一页', pageOf: '{0} / {1}', isSharing: '{0} 正在共享屏幕', youShare: '您正在共享屏幕', away: '连接中断，等待恢复', talkingNow: '正在讲话：{0}',
  alone: '会议中只有您一个人', aloneHint: '把邀请信息发给其他人，他们打开链接即可加入。', tileOf: '{0} 的画面', screenOf: '{0} 的屏幕', micOff: '已静音', handRaised: '已举手',
  grade0: '网络质量未知', grade1: '网络良好', grade2: '网络一般', grade3: '网络较差', grade4: '网络很差',
  reconnecting: '网络不稳定，正在重新连接…', mediaDown: '音视频服务暂时不可用，恢复后将自动重连。', clickToHear: '点击播放会议声音', soundBlocked: '浏览器阻止了会议声音。', locked: '会议已锁定',
  pushToTalk: '正在讲话，松开空格键恢复静音',
  // People
  searchPeople: '搜索成员', nobodyFound: '没有找到“{0}”', waitingRoom: '等候室', inMeeting: '会议中', admit: '准入', deny: '拒绝', admitAll: '全部准入', denyAll: '全部拒绝', muteAll: '全体静音', unmuteAll: '解除全体静音', muteAllTitle: '全体静音',
  muteAllText: '现有成员和新加入的成员都将被静音。', allowSelfUnmute: '允许成员自我解除静音', askUnmute: '请求解除静音', muteOne: '静音', stopCamera: '停止视频', askCamera: '请求开启视频', stopTheirShare: '停止共享', makeHost: '设为主持人', makeCohost: '设为联席主持人',
  makeMember: '撤销联席主持人', rename: '改名', renameTitle: '修改名字', remove: '移出会议', removeTitle: '移出会议', removeText: '将“{0}”移出会议？', mayReturn: '允许再次加入', toWaitingRoom: '移至等候室', lowerHand: '手放下', lowerAllHands: '全部手放下', privateChat: '私聊', moreFor: '对 {0} 的更多操作',
  hostConfirm: '将主持人交给“{0}”？您将成为联席主持人。', waitingSince: '已等候 {0}', denyTitle: '拒绝入会',
  // Host tools
  security: '会议安全', lockMeeting: '锁定会议', lockHelp: '锁定后任何人都不能再加入', waitingRoomHelp: '新成员需主持人同意后入会', joinBeforeHost: '允许成员在主持人前入会', joinLimit: '入会范围', joinAll: '所有人', joinInvited: '仅受邀成员', joinInternal: '仅企业内部成员', hideCode: '隐藏会议号和密码',
  hideCodeHelp: '成员看不到会议号和邀请链接', watermark: '屏幕水印', watermarkOff: '关闭', watermarkSingle: '单排', watermarkMulti: '多排', microphones: '麦克风', muteOnEntry: '成员入会时静音', muteOff: '关闭', muteOn: '开启', muteOverSix: '超过 6 人后自动开启',
  permissions: '允许成员', mayUnmute: '自我解除静音', mayShare: '共享屏幕', mayCamera: '开启视频', mayRename: '修改自己的名字', mayRaise: '举手', chatRule: '聊天', chatFree: '允许自由聊天', chatPublic: '仅允许公开聊天', chatHost: '仅允许私聊主持人', chatOff: '全员禁言',
  suspend: '暂停成员活动', suspendHelp: '一键关闭所有成员的麦克风、视频、共享和聊天，锁定会议并开启等候室。', suspendConfirm: '所有成员的麦克风、视频、共享和聊天将立即关闭，会议被锁定，等候室开启。',
  // Chat
  chatTo: '发送至', everyone: '所有人', chatPlaceholder: '输入消息，Enter 发送', send: '发送', chatEmpty: '还没有消息', chatEmptyHint: '消息只保留在此次会议的页面中。', privately: '私聊', toName: '我 对 {0} 说', fromPrivately: '{0} 对我说', chatIsOff: '主持人已关闭聊天', chatHostsOnly: '您只能私聊主持人',
  chatTooLong: '消息最多 2,000 个字',
  // Settings and info
  appearance: '外观', theme: '主题', themeSite: '跟随网站', themeDark: '深色', themeLight: '浅色', quality: '通话质量', sending: '发送', receiving: '接收', loss: '丢包', delay: '延迟', resolution: '分辨率', frameRate: '帧率', rate: '速率', noData: '—', qualityHint: '每 10 秒更新一次',
  keys: '快捷键', keyMic: '开关麦克风', keyCamera: '开关摄像头', keyHand: '举手 / 放下', keyChat: '聊天', keyPeople: '成员', keyPtt: '静音时按住说话', keyEsc: '关闭面板', space: '空格',
  subject: '会议主题', inviteLink: '邀请链接', copyCode: '复制会议号', copyLink: '复制链接', copyInvite: '复制邀请信息', copied: '已复制', copyFailed: '无法复制，请手动选择', hiddenByHost: '主持人已隐藏会议号', duration: '会议时长', creator: '发起人', inviteText: '{0} 邀请您参加会议\n会议主题：{1}\n会议号：{2}\n点击链接入会：{3}',
  // Requests and notes
  askedUnmute: '主持人请求您解除静音', askedCamera: '主持人请求您开启视频', stayMuted: '保持静音', notNow: '暂不',
  note_muted: '主持人已将你静音', note_cameraStopped: '主持人已停止你的视频', note_shareStopped: '主持人已停止你的共享', note_madeHost: '你已成为主持人', note_madeCohost: '你已成为联席主持人', note_madeMember: '你已成为普通成员', note_renamed: '你的名字已被修改', note_locked: '会议已锁定',
  note_unlocked: '会议已解除锁定', note_mutedAll: '主持人已开启全体静音', note_unmutedAll: '主持人已解除全体静音', note_suspended: '主持人已暂停成员活动', note_mutedOnEntry: '会议已设置入会静音，需要发言时请解除静音',
  mic_forbidden: '主持人不允许自我解除静音，可以举手请求发言', camera_forbidden: '主持人不允许成员开启视频', share_forbidden: '主持人不允许成员共享屏幕', share_taken: '{0} 正在共享，请等待其结束', share_unsupported: '此浏览器不支持共享屏幕',
  trouble_mic_denied: '浏览器没有麦克风权限。请点击地址栏左侧的图标，允许使用麦克风后重试。', trouble_mic_missing: '没有找到麦克风', trouble_mic_busy: '麦克风正被其他程序占用', trouble_mic_insecure: '浏览器只在 HTTPS 页面上允许使用麦克风',
  trouble_camera_denied: '浏览器没有摄像头权限。请点击地址栏左侧的图标，允许使用摄像头后重试。', trouble_camera_missing: '没有找到摄像头', trouble_camera_busy: '摄像头正被其他程序占用', trouble_camera_insecure: '浏览器只在 HTTPS 页面上允许使用摄像头',
  lost_mic: '麦克风已断开', lost_camera: '摄像头已断开', error_offline: '网络中断，操作没有生效', error_other: '操作没有成功（{0}）', error_forbidden: '您没有权限执行这个操作', error_gone: '对方已不在会议中', error_name: '名字应为 1–20 个字', error_another_shares: '已有人在共享屏幕，请等待其结束', error_hand_off: '主持人已关闭举手', error_chat_public: '主持人仅允许公开聊天', error_rename_off: '主持人不允许成员改名', error_moving: '服务正在恢复，请稍后再试', error_cohosts: '联席主持人数量已达上限', error_guest_no_host: '访客不能成为主持人或联席主持人',
  error_too_fast: '操作过于频繁，请稍后再试',
  hours: '{0} 小时 {1} 分', minutes: '{0} 分 {1} 秒', seconds: '{0} 秒',
} as const;

export type TextKey = keyof typeof zh;
export type TextTable = Readonly<Record<TextKey, string>>;
