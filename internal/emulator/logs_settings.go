package emulator

import (
	"slices"
	"strings"
)

func registerGroupSettings(s *jsonService) {
	writes(s, "PutRetentionPolicy", putRetentionPolicy)
	writes(s, "DeleteRetentionPolicy", deleteRetentionPolicy)
	writes(s, "AssociateKmsKey", associateKMSKey)
	writes(s, "DisassociateKmsKey", disassociateKMSKey)
	writes(s, "PutLogGroupDeletionProtection", putLogGroupDeletionProtection)
}

// retentions are the numbers of days that a group may keep its events.
var retentions = []int64{
	1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
}

type putRetentionPolicyInput struct {
	LogGroupName    *string `json:"logGroupName" aws:"required,len=1..512,re=groupName"`
	RetentionInDays *int64  `json:"retentionInDays" aws:"required"`
}

func putRetentionPolicy(c *call, in *putRetentionPolicyInput) (*nothing, error) {
	if !slices.Contains(retentions, *in.RetentionInDays) {
		return nil, invalidParameter("1 validation error detected: Value '%d' at 'retentionInDays' failed to satisfy constraint: "+
			"Member must satisfy enum value set: [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]",
			*in.RetentionInDays)
	}
	return setRetention(c, *in.LogGroupName, *in.RetentionInDays)
}

func deleteRetentionPolicy(c *call, in *logGroupNameInput) (*nothing, error) {
	return setRetention(c, *in.LogGroupName, 0)
}

func setRetention(c *call, name string, days int64) (*nothing, error) {
	st := c.logs()
	group, err := st.group(name)
	if err != nil {
		return nil, err
	}
	if group.Class == "DELIVERY" {
		return nil, invalidParameter("The retention of a log group of the class DELIVERY cannot be changed.")
	}
	st.changeGroup(group.Name, func(g *logGroup) { g.Retention = days })
	return &nothing{}, nil
}

type associateKMSKeyInput struct {
	LogGroupName       *string `json:"logGroupName" aws:"len=1..512,re=groupName"`
	KMSKeyID           *string `json:"kmsKeyId" aws:"required,len=..256"`
	ResourceIdentifier *string `json:"resourceIdentifier" aws:"len=1..2048,re=resourceID"`
}

func associateKMSKey(c *call, in *associateKMSKeyInput) (*nothing, error) {
	if err := checkKMSKey(in.KMSKeyID); err != nil {
		return nil, err
	}
	return setKMSKey(c, in.LogGroupName, in.ResourceIdentifier, *in.KMSKeyID)
}

type disassociateKMSKeyInput struct {
	LogGroupName       *string `json:"logGroupName" aws:"len=1..512,re=groupName"`
	ResourceIdentifier *string `json:"resourceIdentifier" aws:"len=1..2048,re=resourceID"`
}

func disassociateKMSKey(c *call, in *disassociateKMSKeyInput) (*nothing, error) {
	return setKMSKey(c, in.LogGroupName, in.ResourceIdentifier, "")
}

func setKMSKey(c *call, name, identifier *string, key string) (*nothing, error) {
	st := c.logs()
	if identifier != nil && !strings.Contains(*identifier, ":log-group:") {
		return nil, invalidParameter("The emulator keeps keys of log groups only, not of %s.", *identifier)
	}
	group, err := st.identified(name, identifier)
	if err != nil {
		return nil, err
	}
	st.changeGroup(group.Name, func(g *logGroup) { g.KMSKey = key })
	return &nothing{}, nil
}

type putLogGroupDeletionProtectionInput struct {
	LogGroupIdentifier        *string `json:"logGroupIdentifier" aws:"required,len=1..2048,re=groupIdentifier"`
	DeletionProtectionEnabled *bool   `json:"deletionProtectionEnabled" aws:"required"`
}

func putLogGroupDeletionProtection(c *call, in *putLogGroupDeletionProtectionInput) (*nothing, error) {
	st := c.logs()
	group, err := st.identified(nil, in.LogGroupIdentifier)
	if err != nil {
		return nil, err
	}
	st.changeGroup(group.Name, func(g *logGroup) { g.Protected = *in.DeletionProtectionEnabled })
	return &nothing{}, nil
}
